"""Reject a last batch of size 1 with batch normalization."""

from collections.abc import Iterator

from groundwork.config.catalog import MODEL
from groundwork.config.names import Component


def lone_images(model: Component, images: int, batch_size: int, setting: str = "batch_size") -> Iterator[str]:
    """Yield a line where batch normalization gets a last batch of one image; `setting` is the batch size's name."""
    if model.all_settings(MODEL).get("batch_norm") and (images - 1) % batch_size == 0:
        yield (
            f"{model.name}.batch_norm: a batch of one image has no spread to divide by, and {images} training "
            f"images end in one where {setting} is {batch_size}; write another {setting}"
        )
