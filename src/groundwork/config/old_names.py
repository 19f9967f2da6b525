"""Former names of components and settings, and settings that no longer exist."""

from pydantic_core import PydanticCustomError

from groundwork.config.suggestions import shown

# Named as in torch, torchvision and scikit-learn: the new name, and the conversion if the value changes.
OLD_COMPONENTS = {
    "augmentation mirrored": "random_horizontal_flip",
    "augmentation shifted": "random_crop, whose padding is what pixels was",
    "initializer zero": "zeros",
}
OLD_SETTINGS = {
    "adam.epsilon": "eps",
    "adamw.epsilon": "eps",
    "bayesian_search.tries": "n_trials",
    "cnn.kernel": "kernel_size",
    "cosine.final": "end_factor",
    "cross_entropy.smoothing": "label_smoothing",
    "deep_mlp.batch_norm": "normalization, which is batch where batch_norm was true",
    "deep_mlp.layers": "num_layers",
    "exploding_gradients.units": "hidden_size",
    "exponential_decay.final": "end_factor",
    "exponential_ramp.start": "start_lr",
    "exponential_ramp.stop": "end_lr",
    "gradient_boosting.rounds": "max_iter",
    "gradient_boosting.shrinkage": "learning_rate",
    "grid_search.tries": "n_trials",
    "gru.hidden": "hidden_size",
    "gru.layers": "num_layers",
    "k_fold_against_one_split.folds": "n_splits",
    "layerwise_adam.decay": "layer_decay",
    "logistic_regression.penalty": "C, which is 1 / penalty",
    "lookahead.blend": "alpha",
    "lookahead.every": "k",
    "lstm.hidden": "hidden_size",
    "lstm.layers": "num_layers",
    "mlp.batch_norm": "normalization, which is batch where batch_norm was true",
    "mlp.hidden": "hidden_layer_sizes",
    "nearest_neighbors.neighbors": "n_neighbors",
    "normal.spread": "std",
    "one_cycle.final": "final_div_factor, which is start / final",
    "one_cycle.rise": "pct_start",
    "one_cycle.start": "div_factor, which is 1 / start",
    "random_forest.trees": "n_estimators",
    "random_search.tries": "n_trials",
    "rmsprop.decay": "alpha",
    "rmsprop.epsilon": "eps",
    "rnn.hidden": "hidden_size",
    "rnn.layers": "num_layers",
    "sparse.spread": "std",
    "step_decay.factor": "gamma",
    "support_vector_machine.cost": "C",
    "transformer.dimension": "hidden_dim",
    "transformer.heads": "num_heads",
    "transformer.layers": "num_layers",
    "warmup.fraction": "warmup_ratio",
}

REMOVED_SETTINGS = {"new_images_per_seed": "every seed now draws its own images; delete this line"}
"""What to do about settings of a variant that no longer exist."""


def reject_old_component(noun: str, name: object) -> None:
    """Raise a validation error with the new name if a component is given by its old name."""
    new = OLD_COMPONENTS.get(f"{noun} {name}")
    if new:
        _reject(f"{shown(name)} is the old name of this {noun}; write {new}")


def reject_old_setting(component: str, key: object, value: object) -> None:
    """Raise a validation error with the new name if a setting is given by its old name."""
    new = OLD_SETTINGS.get(f"{component}.{key}")
    if new:
        _reject(f"{component}.{key}: {shown(value)} is given by an old name; write {new}")


def _reject(message: str) -> None:
    raise PydanticCustomError("setting", "{message}", {"message": message})
