"""Display names of settings and their values in figures."""

from numbers import Real

from groundwork.config.proper_names import label_text
from groundwork.core.formatting import words
from groundwork.figures.shared.axes import rate_text

PHRASES = {"batch_size": "batch {}", "train_images": "{} images", "epochs": "{} epochs", "clip_norm": "clipped at {}"}
ABSENT = {"patience": "no early stopping", "clip_norm": "no clipping"}
"""Texts that read better than the default: the setting's name with its value, or with `no`."""


def name_text(column: str, value: object) -> str:
    """Return the display text of a setting's value: Adam, softmax regression, MLP (hidden 64), 3e-4, 1,000 images."""
    if column == "learning_rate":
        return rate_text(float(str(value)))
    if isinstance(value, Real) and not isinstance(value, bool):
        return PHRASES.get(column, f"{words(column)} {{}}").format(f"{float(value):,.10g}")
    return label_text(str(value))


def absent_text(column: str) -> str:
    """Return the display text of an optional setting that a network does not use."""
    return ABSENT.get(column, f"no {words(column)}")
