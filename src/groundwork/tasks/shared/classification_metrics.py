"""Classification metrics on a test split, from predicted probabilities or decision values."""

import base64
import statistics

import numpy as np
import torch

from groundwork.core.class_scores import metrics_of_confusion
from groundwork.records.numbers import finite, rounded
from groundwork.records.schema import Bin, Example, Test

BINS = 15
FIRST_IMAGES = 24
MISTAKES = 12


def probabilities_from_logits(logits: torch.Tensor) -> torch.Tensor:
    """Return class probabilities (n, classes) in double precision on the CPU: the softmax of `class_logits`.

    A non-finite logit makes its example's probabilities NaN, which a record cannot hold; they become zero.
    """
    return class_logits(logits).softmax(1).nan_to_num(0)


def class_logits(logits: torch.Tensor) -> torch.Tensor:
    """Return a logit for each class (n, classes) in double precision on the CPU.

    A single logit (n, 1) is that of the second of two classes; its sigmoid is the softmax of (0, logit).
    """
    exact = logits.double().cpu()
    return torch.cat([torch.zeros_like(exact), exact], dim=1) if exact.shape[1] == 1 else exact


def evaluate_probabilities(probabilities: torch.Tensor, labels: torch.Tensor, loss: float) -> Test:
    """Return all metrics and details for probabilities (n, classes) and labels (n,), with `loss` as the test loss."""
    confidence, predicted = probabilities.max(1)
    wrong = (predicted != labels).nonzero().flatten()
    worst = wrong[confidence[wrong].argsort(descending=True, stable=True)][:MISTAKES]

    def example(index: int) -> Example:
        label, predicted_label = int(labels[index]), int(predicted[index])
        probability = rounded(confidence[index].item())
        return Example(index=index, label=label, predicted=predicted_label, probability=probability)

    by_rank = evaluate_decision_values(probabilities, labels)
    return Test(
        metrics={"test_loss": finite(loss), **by_rank.metrics, **calibration_metrics(probabilities, labels)},
        reliability=reliability(probabilities, labels),
        confusion=by_rank.confusion,
        correct=by_rank.correct,
        first_images=[example(index) for index in range(min(FIRST_IMAGES, len(labels)))],
        most_confident_mistakes=[example(int(index)) for index in worst],
    )


def evaluate_decision_values(values: torch.Tensor, labels: torch.Tensor) -> Test:
    """Return the metrics that need only the order of values (n, classes): accuracy, confusion matrix, ROC AUC."""
    classes, predicted = values.shape[1], values.max(1).indices
    confusion = torch.bincount(labels * classes + predicted, minlength=classes**2).view(classes, classes)
    area = roc_auc(values, labels)
    return Test(
        metrics={
            "test_accuracy_percent": rounded(100 * confusion.diagonal().sum().item() / len(labels)),
            **metrics_of_confusion(confusion.tolist()),
            **({} if area is None else {"roc_auc_percent": rounded(100 * area)}),
        },
        confusion=confusion.tolist(),  # (label, predicted)
        correct=base64.b64encode(np.packbits((predicted == labels).numpy()).tobytes()).decode(),
    )


def log_loss(probabilities: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the mean of -log of the label's probability; infinite if a label has probability 0."""
    # 0.0 - x instead of -x, so that a perfect fit gives 0.0 and not -0.0.
    return 0.0 - probabilities.double().gather(1, labels[:, None]).log().mean().item()


def reliability(probabilities: torch.Tensor, labels: torch.Tensor) -> list[Bin]:
    """Return the bins of a reliability diagram: equal-width confidence bins from low to high, without empty ones."""
    return [
        Bin(images=each.images, confidence=rounded(each.confidence), accuracy=rounded(each.accuracy))
        for each in _bins(probabilities, labels)
    ]


def roc_auc(values: torch.Tensor, labels: torch.Tensor) -> float | None:
    """Return the area under the ROC curve from values (n, classes), one class against the rest, averaged over classes.

    The area is the probability that an image of the class has a higher value in its column than an image of the
    rest, counting ties as half (Mann and Whitney 1947). A class without positives or without negatives is skipped.
    """
    areas = []
    for number, column in enumerate(values.unbind(1)):
        positives, negatives = column[labels == number], column[labels != number].sort().values
        if len(positives) and len(negatives):
            below = torch.searchsorted(negatives, positives)
            below_or_equal = torch.searchsorted(negatives, positives, right=True)
            areas.append((below + below_or_equal).sum().item() / (2 * len(positives) * len(negatives)))
    return statistics.fmean(areas) if areas else None


def calibration_metrics(probabilities: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Return the expected calibration error with 15 bins (Guo et al. 2017) and the overconfidence, in points.

    Overconfidence is mean confidence minus accuracy.
    """
    images = len(labels)
    gaps = [(each.confidence - each.accuracy) * each.images / images for each in _bins(probabilities, labels)]
    error, overconfidence = sum(map(abs, gaps)), sum(gaps)
    return {
        "calibration_error_points": rounded(100 * error),
        "overconfidence_points": rounded(100 * overconfidence),
    }


def _bins(probabilities: torch.Tensor, labels: torch.Tensor) -> list[Bin]:
    """Return the bins without rounding; a bin includes its upper edge but not its lower one (Guo et al. 2017)."""
    confidence, predicted = probabilities.max(1)
    bins = (confidence * BINS).ceil().long().sub(1).clamp(0, BINS - 1)
    counts = torch.bincount(bins, minlength=BINS).tolist()
    confidence_sums = torch.bincount(bins, confidence, minlength=BINS).tolist()
    correct_counts = torch.bincount(bins[predicted == labels], minlength=BINS).tolist()
    return [
        Bin(images=count, confidence=confidence_sum / count, accuracy=correct / count)
        for count, confidence_sum, correct in zip(counts, confidence_sums, correct_counts, strict=True)
        if count
    ]
