"""Display names of the identifiers in params.yaml."""

import re

PROPER_NAMES = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "nesterov": "Nesterov",
    "mlp": "MLP",
    "cnn": "CNN",
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "ngram": "n-gram",
    "decoder_only_transformer": "decoder-only transformer",
    "layerwise_adam": "layer-wise Adam",
    "deep_mlp": "deep MLP",
    "lookahead": "Lookahead",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "elu": "ELU",
    "silu": "SiLU",
    "gelu": "GELU",
    "xavier_uniform": "Xavier uniform",
    "xavier_normal": "Xavier normal",
    "he_uniform": "He uniform",
    "he_normal": "He normal",
    "torch_default": "torch's default",
    "hidden_layer_sizes": "hidden",
    "num_layers": "layers",
    "num_heads": "heads",
    # Names that are clearer as in code.
    "n_estimators": "n_estimators",
    "n_neighbors": "n_neighbors",
    "n_splits": "n_splits",
    "n_trials": "n_trials",
    "max_iter": "max_iter",
    "pct_start": "pct_start",
    "warmup": "warm-up",
    "one_cycle": "one-cycle",
    "reduce_on_plateau": "reduce on plateau",
}


def word_text(name: str) -> str:
    """Return the display text of a name in params.yaml."""
    return PROPER_NAMES.get(name, name.replace("_", " "))


def label_text(label: str) -> str:
    """Return a label with display names: MLP (hidden 64, activation leaky ReLU)."""
    return re.sub(r"\w+", lambda word: word_text(word[0]), label)
