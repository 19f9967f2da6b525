"""Accuracy, precision, recall and F1 from labels and predictions."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]


def accuracy(labels: Labels, predictions: Labels) -> float:
    """Return the fraction of correct predictions."""
    return float((labels == predictions).mean())


def precision_recall_f1(labels: Labels, predictions: Labels, positive: int = 1) -> tuple[float, float, float]:
    """Return TP / (TP + FP), TP / (TP + FN) and their harmonic mean; 0 / 0 counts as 0."""
    true_positives = int(((predictions == positive) & (labels == positive)).sum())
    predicted = int((predictions == positive).sum())  # TP + FP
    actual = int((labels == positive).sum())  # TP + FN
    precision = true_positives / predicted if predicted else 0.0
    recall = true_positives / actual if actual else 0.0
    f1 = 2 * precision * recall / (precision + recall) if true_positives else 0.0
    return precision, recall, f1
