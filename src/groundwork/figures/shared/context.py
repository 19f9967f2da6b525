"""Builds the context of a study's figures from the plan and the prepared data."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.preparation import load_or_prepare
from groundwork.figures.shared.drawing import FigureContext
from groundwork.planning.plan import Plan


def study_context(root: Path, plan: Plan, study: str) -> FigureContext:
    """Return the context of a study's figures, with the images and class names of its dataset.

    Tabular datasets have no images, and exact checks have no data.
    """
    dataset = plan.pictured_dataset(study)
    return FigureContext(
        study=study,
        class_names=ORIGINS[dataset].classes if dataset else (),
        images=_images(root, dataset) if dataset else None,
        confidence=plan.params.statistics.confidence,
    )


def _images(root: Path, dataset: str) -> NDArray[np.uint8] | None:
    prepared = load_or_prepare(dataset, root)
    images = np.concatenate([prepared.train_images, prepared.test_images])
    return _drawable(images, ORIGINS[dataset].top_value) if images.ndim > 2 else None


def _drawable(images: NDArray[np.generic], top_value: int) -> NDArray[np.uint8]:
    """Return images as drawn: grayscale, RGB for three channels, or the mean of any other number of channels."""
    if images.ndim == 3:
        return images.astype(np.uint8, copy=False)
    scaled = images.astype(float) * (255 / top_value)  # (n, channels, height, width)
    return (np.moveaxis(scaled, 1, -1) if scaled.shape[1] == 3 else scaled.mean(1)).astype(np.uint8)
