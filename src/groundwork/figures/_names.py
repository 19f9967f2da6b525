"""What settings and their values are called in figures."""

from numbers import Real

from groundwork.figures._axes import rate_text

PROPER_NAMES = {
    **{"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "nesterov": "Nesterov"},
    **{"mlp": "MLP", "cnn": "CNN", "rnn": "RNN", "lstm": "LSTM", "gru": "GRU", "layerwise_adam": "layer-wise Adam"},
    **{"deep_mlp": "deep MLP", "lookahead": "Lookahead"},
    **{"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "silu": "SiLU", "gelu": "GELU"},
    **{"xavier_uniform": "Xavier uniform", "xavier_normal": "Xavier normal"},
    **{"he_uniform": "He uniform", "he_normal": "He normal", "torch_default": "torch's default"},
    **{"warmup": "warm-up", "one_cycle": "one-cycle", "reduce_on_plateau": "reduce on plateau"},
}
UNITS = {"batch_size": "batch {}", "train_images": "{} images", "epochs": "{} epochs"}
LIMITS = {"patience": "patience {}", "clip_norm": "clipped at {}"}


def name_text(column: str, value: object) -> str:
    """Return the value of a setting in words: Adam, softmax regression, MLP (hidden 64), 3e-4, 1,000 images."""
    if column == "learning_rate":
        return rate_text(float(str(value)))
    if isinstance(value, Real) and not isinstance(value, bool):
        return (UNITS | LIMITS).get(column, "{}").format(f"{float(value):,.10g}")
    name, opening, rest = str(value).partition(" (")
    return word_text(name) + opening + _settings_text(rest)


def word_text(name: str) -> str:
    """Return a name of params.yaml as people write it."""
    return PROPER_NAMES.get(name, name.replace("_", " "))


def _settings_text(settings: str) -> str:
    """Return settings such as `layers 20, activation leaky_relu)` with their names as people write them."""
    parts = [part.split(" ") for part in settings.removesuffix(")").split(", ")]
    text = ", ".join(" ".join(word_text(word) for word in words) for words in parts)
    return text + ")" * settings.endswith(")")
