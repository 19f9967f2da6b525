"""What a test split says beyond accuracy and loss, from probabilities or predicted numbers."""

import statistics

import torch

from groundwork.records.numbers import finite, rounded
from groundwork.records.schema import Bin

BINS = 15


def probabilities_of(logits: torch.Tensor) -> torch.Tensor:
    """Return the probability (n, classes) that logits give each class, in double precision on the CPU.

    Softmax of logits (n, classes); of one logit (n, 1), that of the second of two classes, the sigmoid. A logit
    beyond 32 bits makes its image's probabilities NaN, of which a record has none: they become zero.
    """
    exact = logits.double().cpu()
    if exact.shape[1] == 1:
        exact = torch.cat([torch.zeros_like(exact), exact], dim=1)  # the sigmoid is the softmax of (0, logit)
    return exact.softmax(1).nan_to_num(0)


def measured_of_classes(probabilities: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Return roc_auc, calibration_error and overconfidence as fractions, from probabilities (n, classes), labels (n,).

    Expected calibration error by 15 bins (Guo et al. 2017); overconfidence is mean confidence minus accuracy.
    """
    bins = _bins(probabilities, labels)
    images = len(labels)
    gaps = [(each.confidence - each.accuracy) * each.images / images for each in bins]
    calibration = {"calibration_error": rounded(sum(map(abs, gaps))), "overconfidence": rounded(sum(gaps))}
    return area_under_curve(probabilities, labels) | calibration


def area_under_curve(scores: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Return roc_auc by its name, of scores (n, classes); nothing where the split has one class only."""
    area = roc_auc(scores, labels)
    return {} if area is None else {"roc_auc": rounded(area)}


def reliability(probabilities: torch.Tensor, labels: torch.Tensor) -> list[Bin]:
    """Return the bins of equal width of the highest probability, from low to high, those without images left out."""
    return [
        Bin(images=each.images, confidence=rounded(each.confidence), accuracy=rounded(each.accuracy))
        for each in _bins(probabilities, labels)
    ]


def roc_auc(scores: torch.Tensor, labels: torch.Tensor) -> float | None:
    """Return the area under the receiver operating characteristic, one class against the rest, the mean over classes.

    The area is the chance that an image of the class gets a higher score (n, classes) of it, such as a probability,
    than an image of the rest, a tie counting half (Mann and Whitney 1947). Classes without images, or without a rest,
    have none.
    """
    areas = []
    for number, column in enumerate(scores.unbind(1)):
        own, rest = column[labels == number], column[labels != number].sort().values
        if len(own) and len(rest):
            below, upto = torch.searchsorted(rest, own), torch.searchsorted(rest, own, right=True)
            areas.append((below + upto).sum().item() / (2 * len(own) * len(rest)))
    return statistics.fmean(areas) if areas else None


def measured_of_numbers(predictions: torch.Tensor, targets: torch.Tensor) -> dict[str, float]:
    """Return mean_absolute_error, mean_squared_error and r_squared of predicted numbers (n,), the infinite left out.

    R squared is 1 - residual sum of squares / total sum of squares, and 0 for always naming the mean; equal targets
    have none.
    """
    errors, deviations = (predictions - targets).double(), (targets - targets.double().mean()).double()
    squares = errors.square()
    values = {
        "mean_absolute_error": errors.abs().mean().item(),
        "mean_squared_error": squares.mean().item(),
        "r_squared": (1 - squares.sum() / deviations.square().sum()).item(),
    }
    return {name: kept for name, value in values.items() if (kept := finite(value)) is not None}


def _bins(probabilities: torch.Tensor, labels: torch.Tensor) -> list[Bin]:
    """Return the unrounded bins; each holds its upper end and not its lower one, as in Guo et al. (2017)."""
    confidence, predicted = probabilities.max(1)
    place = (confidence * BINS).ceil().long().sub(1).clamp(0, BINS - 1)
    images = torch.bincount(place, minlength=BINS).tolist()
    confidences = torch.bincount(place, confidence, minlength=BINS).tolist()
    right = torch.bincount(place[predicted == labels], minlength=BINS).tolist()
    return [
        Bin(images=count, confidence=sure / count, accuracy=correct / count)
        for count, sure, correct in zip(images, confidences, right, strict=True)
        if count
    ]
