"""Temperature and decision threshold are those that are best on validation, and are applied to the test split."""

import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar
from sklearn.metrics import f1_score
from torch import nn

from groundwork.tasks.classification import classification
from groundwork.tasks.shared.validation_choices import fitted_temperature, metrics_at_choices, tuned_threshold
from groundwork.tasks.task import Split, Splits

GENERATOR = torch.Generator().manual_seed(42)
# Logits four times as large as those that the labels were drawn from.
TRUE_LOGITS = torch.randn((4000, 3), generator=GENERATOR, dtype=torch.double)
DRAWN = TRUE_LOGITS.softmax(1).multinomial(1, generator=GENERATOR)[:, 0]


def binary(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return logits of a rare second class that are too low, and labels."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn((count, 1), generator=generator, dtype=torch.double)
    return logits - 2, (torch.rand(count, generator=generator) < (2 * logits[:, 0] - 1).sigmoid()).long()


def test_temperature_minimizes_the_cross_entropy() -> None:
    logits = 4 * TRUE_LOGITS

    found = fitted_temperature(logits, DRAWN)

    def loss(logarithm: float) -> float:
        return float(nn.functional.cross_entropy(logits / math.exp(logarithm), DRAWN))

    wanted = minimize_scalar(loss, bounds=(-4, 4), method="bounded", options={"xatol": 1e-10})
    assert found == pytest.approx(math.exp(wanted.x), rel=1e-5)
    assert found == pytest.approx(4, rel=0.05)


def test_temperature_is_limited_if_no_logits_are_wrong_or_all_are() -> None:
    right = nn.functional.one_hot(DRAWN, 3).double()

    assert fitted_temperature(right, DRAWN) == pytest.approx(0.01)
    assert fitted_temperature(-right, DRAWN) == pytest.approx(100)


def test_scaling_repairs_the_calibration_of_overconfident_logits() -> None:
    half = len(DRAWN) // 2
    validation, test = (4 * TRUE_LOGITS[:half], DRAWN[:half]), (4 * TRUE_LOGITS[half:], DRAWN[half:])

    metrics = metrics_at_choices(validation, test)

    unscaled = classification("logits").test(nn.Identity(), splits(*validation, *test), nn.functional.cross_entropy)
    assert list(metrics) == ["calibration_error_after_scaling_points", "temperature"]
    assert unscaled.metrics["calibration_error_points"] > 20  # type: ignore[operator]
    assert metrics["calibration_error_after_scaling_points"] < 4
    assert unscaled.metrics | metrics == unscaled.metrics


@pytest.mark.parametrize("decimals", [1, 10])
def test_threshold_has_the_highest_f1_of_all(decimals: int) -> None:
    """With one decimal, many probabilities are equal."""
    logits, labels = binary(300, 1)
    probabilities = logits[:, 0].sigmoid().round(decimals=decimals)

    threshold = tuned_threshold(probabilities, labels)

    scores = {each: f1_score(labels, probabilities >= each) for each in sorted(set(probabilities.tolist()))}
    assert scores[threshold] == max(scores.values()) > f1_score(labels, probabilities >= 0.5) + 0.1
    assert threshold == max(each for each, score in scores.items() if score == scores[threshold])


def test_threshold_without_positives_predicts_as_few_as_possible() -> None:
    assert tuned_threshold(torch.tensor([0.25, 0.75, 0.75, 0.125]), torch.zeros(4, dtype=torch.long)) == 0.75


def test_f1_on_test_is_at_the_threshold_of_validation() -> None:
    validation, (logits, labels) = binary(300, 1), binary(200, 2)

    metrics = metrics_at_choices(validation, (logits, labels))

    threshold = tuned_threshold(validation[0][:, 0].sigmoid(), validation[1])
    wanted = f1_score(labels, logits[:, 0].sigmoid() >= threshold)
    assert metrics["decision_threshold_percent"] == pytest.approx(100 * threshold, rel=1e-6)
    assert metrics["positive_f1_at_tuned_threshold_percent"] == pytest.approx(100 * wanted, rel=1e-6)
    assert threshold != tuned_threshold(logits[:, 0].sigmoid(), labels)


def test_two_logits_give_the_same_choices_as_their_difference() -> None:
    both = [
        (torch.cat([shift, shift + logits], dim=1), labels)
        for logits, labels in (binary(300, 1), binary(200, 2))
        for shift in [torch.linspace(-3, 3, len(labels), dtype=torch.double)[:, None]]
    ]

    assert metrics_at_choices(*both) == pytest.approx(metrics_at_choices(binary(300, 1), binary(200, 2)), rel=1e-6)


def test_test_of_two_classes_has_the_metrics_at_both_choices() -> None:
    splits_of_two = splits(*binary(300, 1), *binary(200, 2))

    test = classification("logit").test(
        nn.Identity(),
        splits_of_two,
        lambda logits, labels: nn.functional.binary_cross_entropy_with_logits(logits[:, 0], labels.double()),
    )

    assert test.metrics.items() >= metrics_at_choices(binary(300, 1), binary(200, 2)).items()
    f1, tuned = (test.metrics[name] for name in ("positive_f1_percent", "positive_f1_at_tuned_threshold_percent"))
    assert f1 is not None
    assert tuned is not None
    assert tuned > f1


def test_infinite_logits_give_finite_metrics() -> None:
    logits = 4 * TRUE_LOGITS
    logits[0] = math.inf

    metrics = metrics_at_choices((logits, DRAWN), (logits, DRAWN))

    assert np.isfinite(list(metrics.values())).all()


def splits(
    validation_logits: torch.Tensor, validation_labels: torch.Tensor, logits: torch.Tensor, labels: torch.Tensor
) -> Splits:
    """Return splits whose inputs are logits; there is nothing to train on."""
    validation, test = Split((validation_logits, validation_labels)), Split((logits, labels))
    return Splits(validation.first(0), validation, test, classes=3, task="classification")
