"""A batch of one image, which a network that normalizes batches cannot train on."""

from collections.abc import Iterator

from groundwork.config.catalog import MODEL
from groundwork.config.names import Component


def lone_images(model: Component, images: int, batch_size: int, setting: str = "batch_size") -> Iterator[str]:
    """Yield a line where the model normalizes batches and `images` end in a batch of one; `setting` is the batches'."""
    if model.all_settings(MODEL).get("batch_norm") and (images - 1) % batch_size == 0:
        yield (
            f"{model.name}.batch_norm: a batch of one image has no spread to divide by, and {images} training "
            f"images end in one where {setting} is {batch_size}; write another {setting}"
        )
