"""What settings and their values are called in figures."""

from numbers import Real

from groundwork.config.proper_names import label_text
from groundwork.core.formatting import words
from groundwork.figures.shared.axes import rate_text

PHRASES = {"batch_size": "batch {}", "train_images": "{} images", "epochs": "{} epochs", "clip_norm": "clipped at {}"}
ABSENT = {"patience": "no early stopping", "clip_norm": "no clipping"}
"""What reads better than the name of a setting with its value, or with `no` where a network goes without."""


def name_text(column: str, value: object) -> str:
    """Return the value of a setting in words: Adam, softmax regression, MLP (hidden 64), 3e-4, 1,000 images."""
    if column == "learning_rate":
        return rate_text(float(str(value)))
    if isinstance(value, Real) and not isinstance(value, bool):
        return PHRASES.get(column, f"{words(column)} {{}}").format(f"{float(value):,.10g}")
    return label_text(str(value))


def absent_text(column: str) -> str:
    """Return what is said of a network that goes without an optional setting."""
    return ABSENT.get(column, f"no {words(column)}")
