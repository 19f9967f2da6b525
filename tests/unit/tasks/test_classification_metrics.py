"""ROC AUC, calibration and regression metrics match scikit-learn and values computed by hand."""

import math

import pytest
import torch
from sklearn.metrics import (
    mean_absolute_error,
    mean_squared_error,
    r2_score,
    roc_auc_score,
    root_mean_squared_error,
)

from groundwork.tasks.shared.classification_metrics import (
    evaluate_probabilities,
    probabilities_from_logits,
    reliability,
    roc_auc,
)
from groundwork.tasks.shared.regression_metrics import regression_metrics


def drawn(images: int, classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(classes)
    labels = torch.randint(classes, (images,), generator=generator)
    helpful = torch.nn.functional.one_hot(labels, classes)
    return torch.randn(images, classes, generator=generator) + helpful, labels


def test_probabilities_are_softmax_or_sigmoid() -> None:
    three = probabilities_from_logits(torch.tensor([[2.0, 0.0, 0.0]]))
    one = probabilities_from_logits(torch.tensor([[-1.0], [0.0], [3.0]]))

    assert three[0].tolist() == pytest.approx(
        [math.exp(2) / (math.exp(2) + 2), *[1 / (math.exp(2) + 2)] * 2], rel=1e-12
    )
    assert one[:, 1].tolist() == pytest.approx([1 / (1 + math.exp(-score)) for score in (-1, 0, 3)], rel=1e-12)
    assert one.sum(1).tolist() == pytest.approx([1, 1, 1], rel=1e-12)
    assert probabilities_from_logits(torch.tensor([[math.nan, 1.0]])).tolist() == [[0, 0]]


@pytest.mark.parametrize("classes", [3, 10])
def test_roc_auc_matches_scikit_learn(classes: int) -> None:
    logits, labels = drawn(500, classes)
    # Rounding makes many ties.
    probabilities = probabilities_from_logits((2 * logits).round() / 2)

    expected = roc_auc_score(labels, probabilities, multi_class="ovr", average="macro")

    assert roc_auc(probabilities, labels) == pytest.approx(expected, rel=1e-12)


def test_roc_auc_of_two_classes_matches_scikit_learn() -> None:
    logits, labels = drawn(400, 2)
    probabilities = probabilities_from_logits(logits[:, 1:] - logits[:, :1])

    assert roc_auc(probabilities, labels) == pytest.approx(roc_auc_score(labels, probabilities[:, 1]), rel=1e-12)


def test_roc_auc_by_hand() -> None:
    # Of the six pairs of a positive and a negative, four are in order and one is a tie.
    second = torch.tensor([0.9, 0.4, 0.4, 0.5, 0.1], dtype=torch.float64)
    labels = torch.tensor([1, 1, 0, 0, 0])

    assert roc_auc(torch.stack([1 - second, second], dim=1), labels) == pytest.approx(4.5 / 6, rel=1e-12)


def test_roc_auc_skips_classes_without_images() -> None:
    probabilities = torch.tensor([[0.8, 0.2, 0.0], [0.3, 0.7, 0.0]], dtype=torch.float64)

    assert roc_auc(probabilities, torch.tensor([0, 1])) == 1
    assert roc_auc(probabilities, torch.tensor([1, 1])) is None
    assert "roc_auc_percent" not in evaluate_probabilities(probabilities, torch.tensor([1, 1]), 0.0).metrics


def test_calibration_by_hand() -> None:
    # Two images in the bin up to 10 / 15, one correct; three in the last bin, two correct.
    first = torch.tensor([0.65, 0.61, 0.95, 0.97, 1.0], dtype=torch.float64)
    probabilities = torch.stack([first, 1 - first], dim=1)
    labels = torch.tensor([0, 1, 0, 1, 0])

    low, high = reliability(probabilities, labels)
    measured = evaluate_probabilities(probabilities, labels, 0.0).metrics

    assert (low.images, low.accuracy, high.images) == (2, 0.5, 3)
    assert [low.confidence, high.confidence, high.accuracy] == pytest.approx([0.63, 2.92 / 3, 2 / 3], rel=1e-6)
    assert measured["calibration_error_points"] == pytest.approx(100 * (2 * 0.13 + 2.92 - 2) / 5, rel=1e-6)
    assert measured["overconfidence_points"] == pytest.approx(100 * (0.65 + 0.61 + 2.92 - 3) / 5, rel=1e-6)


def test_underconfidence_is_calibration_error_not_overconfidence() -> None:
    probabilities = torch.tensor([[0.6, 0.4]] * 4, dtype=torch.float64)

    measured = evaluate_probabilities(probabilities, torch.zeros(4, dtype=torch.long), 0.0).metrics

    assert (measured["calibration_error_points"], measured["overconfidence_points"]) == (40, -40)


def test_bin_includes_its_upper_edge() -> None:
    probabilities = torch.tensor([[0.8, 0.2], [0.81, 0.19], [0.0, 0.0]], dtype=torch.float64)

    bins = reliability(probabilities, torch.tensor([0, 0, 0]))

    assert [(each.images, each.confidence) for each in bins] == [(1, 0.0), (1, 0.8), (1, 0.81)]


def test_regression_metrics_match_scikit_learn() -> None:
    generator = torch.Generator().manual_seed(1)
    targets = 100 * torch.rand(80, generator=generator)
    predictions = targets + 10 * torch.randn(80, generator=generator)

    expected = {
        "mean_absolute_error": mean_absolute_error(targets, predictions),
        "root_mean_squared_error": root_mean_squared_error(targets, predictions),
        "mean_squared_error": mean_squared_error(targets, predictions),
        "r_squared": r2_score(targets, predictions),
    }

    assert regression_metrics(predictions, targets) == pytest.approx(expected, rel=1e-6)
    mean = targets.mean().expand(80)
    assert regression_metrics(mean, targets)["r_squared"] == pytest.approx(0, abs=1e-6)


def test_nonfinite_metrics_are_none() -> None:
    equal = torch.ones(4)

    assert [*regression_metrics(equal + 1, equal).values()] == [1, 1, 1, None]
    assert set(regression_metrics(torch.tensor([math.nan, 1.0]), torch.tensor([0.0, 1.0])).values()) == {None}
