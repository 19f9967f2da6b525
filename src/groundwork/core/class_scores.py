"""What a confusion matrix says: precision, recall and F1 of each class, and what follows from them for all."""

from dataclasses import dataclass
from statistics import fmean

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


def metrics_of_confusion(confusion: list[list[int]]) -> dict[str, float]:
    """Return the metrics that counts (label, predicted) give, with two classes those of the second one too.

    Macro means over classes with equal weight; the majority rate is the accuracy of always naming the commonest class.
    """
    scores = class_scores(confusion)
    images = [score.images for score in scores]
    values = {**_shares("macro", _macro(scores)), "majority_rate_percent": 100 * max(images) / sum(images)}
    return values | (_shares("positive", scores[1]) if len(scores) == 2 else {})


def _macro(scores: list[ClassScore]) -> ClassScore:
    known = [score for score in scores if score.images]
    return ClassScore(
        precision_percent=fmean(score.precision_percent for score in known),
        recall_percent=fmean(score.recall_percent for score in known),
        f1_percent=fmean(score.f1_percent for score in known),
        images=sum(score.images for score in known),
    )


def _shares(prefix: str, score: ClassScore) -> dict[str, float]:
    return {
        f"{prefix}_precision_percent": score.precision_percent,
        f"{prefix}_recall_percent": score.recall_percent,
        f"{prefix}_f1_percent": score.f1_percent,
    }
