"""What a test split says of a classifier, from the probabilities that it gives the classes."""

import statistics

import torch

from groundwork.core.class_scores import metrics_of_confusion
from groundwork.records.numbers import finite, rounded
from groundwork.records.schema import Bin, Example, Test

BINS = 15
FIRST_IMAGES = 24
MISTAKES = 12


def probabilities_from_logits(logits: torch.Tensor) -> torch.Tensor:
    """Return the probability (n, classes) that logits give each class, in double precision on the CPU.

    Softmax of logits (n, classes); of one logit (n, 1), that of the second of two classes, the sigmoid. A logit beyond
    32 bits makes its image's probabilities NaN, of which a record has none: they become zero.
    """
    exact = logits.double().cpu()
    if exact.shape[1] == 1:
        exact = torch.cat([torch.zeros_like(exact), exact], dim=1)  # the sigmoid is the softmax of (0, logit)
    return exact.softmax(1).nan_to_num(0)


def evaluate_probabilities(probabilities: torch.Tensor, labels: torch.Tensor, loss: float) -> Test:
    """Return what probabilities (n, classes) say of labels (n,), all of it; the loss is given, as it may be any."""
    confidence, predicted = probabilities.max(1)
    wrong = (predicted != labels).nonzero().flatten()
    worst = wrong[confidence[wrong].argsort(descending=True, stable=True)][:MISTAKES]

    def example(index: int) -> Example:
        label, guess = int(labels[index]), int(predicted[index])
        return Example(index=index, label=label, predicted=guess, probability=rounded(confidence[index].item()))

    answers = evaluate_decision_values(probabilities, labels)
    return Test(
        metrics={"test_loss": finite(loss), **answers.metrics, **_calibration(probabilities, labels)},
        reliability=reliability(probabilities, labels),
        confusion=answers.confusion,
        first_images=[example(index) for index in range(min(FIRST_IMAGES, len(labels)))],
        most_confident_mistakes=[example(int(index)) for index in worst],
    )


def evaluate_decision_values(values: torch.Tensor, labels: torch.Tensor) -> Test:
    """Return what values (n, classes) say of labels (n,) by their order alone; no probabilities are needed for that."""
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
    )


def log_loss(probabilities: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the mean of -log of the label's probability, infinite where some label got none at all."""
    # Subtracted from zero, as a perfect fit has a loss of 0.0 and not of -0.0.
    return 0.0 - probabilities.double().gather(1, labels[:, None]).log().mean().item()


def reliability(probabilities: torch.Tensor, labels: torch.Tensor) -> list[Bin]:
    """Return the bins of equal width of the highest probability, from low to high, those without images left out."""
    return [
        Bin(images=each.images, confidence=rounded(each.confidence), accuracy=rounded(each.accuracy))
        for each in _bins(probabilities, labels)
    ]


def roc_auc(values: torch.Tensor, labels: torch.Tensor) -> float | None:
    """Return the area under the receiver operating characteristic, one class against the rest, the mean over classes.

    The area is the chance that an image of the class gets a higher value (n, classes) of it, such as a probability,
    than an image of the rest, a tie counting half (Mann and Whitney 1947). Classes without images, or without a rest,
    have none.
    """
    areas = []
    for number, column in enumerate(values.unbind(1)):
        own, rest = column[labels == number], column[labels != number].sort().values
        if len(own) and len(rest):
            below, upto = torch.searchsorted(rest, own), torch.searchsorted(rest, own, right=True)
            areas.append((below + upto).sum().item() / (2 * len(own) * len(rest)))
    return statistics.fmean(areas) if areas else None


def _calibration(probabilities: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Return expected calibration error by 15 bins (Guo et al. 2017), and mean confidence minus accuracy, in points."""
    images = len(labels)
    gaps = [(each.confidence - each.accuracy) * each.images / images for each in _bins(probabilities, labels)]
    error, overconfidence = sum(map(abs, gaps)), sum(gaps)
    return {
        "calibration_error_points": rounded(100 * error),
        "overconfidence_points": rounded(100 * overconfidence),
    }


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
