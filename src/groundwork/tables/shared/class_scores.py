"""Precision, recall and F1 of each class, counted from a confusion matrix."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ClassScore:
    """How well one class is found: the share of right answers among those that name it, that of its images, F1."""

    precision_percent: float
    recall_percent: float
    f1_percent: float
    images: int


def class_scores(confusion: list[list[int]]) -> list[ClassScore]:
    """Return the score of each class from counts (label, predicted).

    F1 is the harmonic mean of precision and recall. A class that is never named has precision 0; one without images
    has no score, NaN.
    """
    counts = np.array(confusion)
    right, named, images = counts.diagonal(), counts.sum(axis=0), counts.sum(axis=1)
    precision, recall = right / np.maximum(named, 1), right / np.maximum(images, 1)
    f1 = 2 * right / np.maximum(named + images, 1)
    percents = np.where(images > 0, 100 * np.array([precision, recall, f1]), np.nan)  # (share, class)
    rows = zip(*percents.tolist(), images.tolist(), strict=True)
    return [ClassScore(*row) for row in rows]
