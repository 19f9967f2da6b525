"""What settings and their values are called in figures."""

from numbers import Real

from groundwork.config.proper_names import label_text
from groundwork.figures.shared.axes import rate_text

UNITS = {"batch_size": "batch {}", "train_images": "{} images", "epochs": "{} epochs"}
LIMITS = {"patience": "patience {}", "clip_norm": "clipped at {}"}


def name_text(column: str, value: object) -> str:
    """Return the value of a setting in words: Adam, softmax regression, MLP (hidden 64), 3e-4, 1,000 images."""
    if column == "learning_rate":
        return rate_text(float(str(value)))
    if isinstance(value, Real) and not isinstance(value, bool):
        return (UNITS | LIMITS).get(column, "{}").format(f"{float(value):,.10g}")
    return label_text(str(value))
