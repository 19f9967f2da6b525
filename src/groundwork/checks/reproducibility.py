"""The exact check that the seed determines all randomness of training."""

import torch

from groundwork.checks.shared.networks import difference, flat
from groundwork.components import activations, augmentations, initializers, losses, optimizers, preprocessing, schedules
from groundwork.components.models import perceptrons
from groundwork.config.names import Component
from groundwork.planning.specs import Spec
from groundwork.records.schema import CheckBody, Run
from groundwork.tasks import classification
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun


def same_seed_same_bits() -> CheckBody:
    """Training twice with the same seed gives bit-identical weights and curves; another seed gives different ones.

    The seed determines the initial weights, the order of the images and the dropout masks. With one thread and
    deterministic kernels there is no other randomness.
    """
    weights, run = _train(seed=42)
    weights_again, run_again = _train(seed=42)
    other_weights, _ = _train(seed=43)
    return CheckBody(
        holds=torch.equal(weights, weights_again) and run == run_again and not torch.equal(weights, other_weights),
        measured={
            "weights and biases": len(weights),
            "weights that differ after retraining with the same seed": (weights != weights_again).sum().item(),
            "weights that differ after training with another seed": (weights != other_weights).sum().item(),
            "largest difference with another seed": difference(weights, other_weights),
        },
    )


def _train(seed: int) -> tuple[torch.Tensor, Run]:
    """Train with the loop of the report's networks and return all weights and the curves."""
    training = SeedRun(_spec(), _random_splits(), seed)
    run = training.train("report")
    return flat(training.model), run


def _spec() -> Spec:
    # References to the functions instead of strings, so that this check's digest includes their source.
    hidden = {"hidden_layer_sizes": [16, 16], "activation": activations.relu.__name__, "dropout": 0.2}
    return Spec(
        dataset="random numbers",
        train_images=120,
        validation_images=40,
        epochs=3,
        seeds=(42, 43),
        tuning_seeds=(),
        preprocessing=Component(name=preprocessing.raw.__name__),
        augmentation=Component(name=augmentations.none.__name__),
        model=Component(name=perceptrons.mlp.__name__, settings=hidden),
        initializer=Component(name=initializers.torch_default.__name__),
        loss=Component(name=losses.cross_entropy.__name__),
        optimizer=Component(name=optimizers.adam.__name__),
        learning_rate=0.01,
        schedule=Component(name=schedules.constant.__name__),
        batch_size=32,
        clip_norm=None,
        patience=None,
        probes=(),
        keep_step_losses=True,
        horizons=(6, 12),
    )


def _random_splits() -> Splits:
    """Return random images (n, 1, 4, 4) and labels of three classes."""
    generator = torch.Generator().manual_seed(0)

    def split(count: int) -> Split:
        inputs = torch.rand((count, 1, 4, 4), generator=generator)
        return Split((inputs, torch.randint(3, (count,), generator=generator)))

    return Splits(
        train=split(120),
        validation=split(40),
        test=split(40),
        classes=3,
        task=classification.classification.__name__,
    )
