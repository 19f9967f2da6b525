"""Losses and their gradients match their formulas."""

import math
from collections.abc import Callable

import pytest
import torch

from groundwork.components.catalog import load_function
from groundwork.config.catalog import LOSS, entries

Formula = Callable[..., float]
LOGITS = [[2.0, -1.0, 0.5], [0.0, 0.0, 0.0], [-3.0, 4.0, 1.0], [0.25, 0.5, -0.75]]
CLASSES = [0, 2, 1, 2]
SINGLE_LOGITS = [[1.5], [-2.0], [0.0], [-0.25]]
ANSWERS = [1, 0, 1, 1]
NUMBERS = [1.0, -2.5, 0.75, 3.0]


def surprise(logits: list[float], target: int) -> float:
    """Return -log softmax at the target."""
    return math.log(sum(math.exp(logit) for logit in logits)) - logits[target]


def cross_entropy(smoothing: float = 0.0) -> float:
    losses = []
    for logits, target in zip(LOGITS, CLASSES, strict=True):
        over_all = sum(surprise(logits, other) for other in range(3)) / 3
        losses.append((1 - smoothing) * surprise(logits, target) + smoothing * over_all)
    return sum(losses) / len(losses)


def binary_cross_entropy(weight: float = 1.0) -> float:
    chances = [1 / (1 + math.exp(-logit)) for (logit,) in SINGLE_LOGITS]
    losses = [
        -weight * math.log(chance) if answer else -math.log(1 - chance)
        for chance, answer in zip(chances, ANSWERS, strict=True)
    ]
    return sum(losses) / len(losses)


def mean_squared_error() -> float:
    return sum((logit - number) ** 2 for (logit,), number in zip(SINGLE_LOGITS, NUMBERS, strict=True)) / len(
        SINGLE_LOGITS
    )


def mean_absolute_error() -> float:
    return sum(abs(logit - number) for (logit,), number in zip(SINGLE_LOGITS, NUMBERS, strict=True)) / len(
        SINGLE_LOGITS
    )


# The formula, the outputs, and the targets with the dtype of the splits.
CASES: dict[str, tuple[Formula, list[list[float]], torch.Tensor]] = {
    "cross_entropy": (cross_entropy, LOGITS, torch.tensor(CLASSES)),
    "binary_cross_entropy": (binary_cross_entropy, SINGLE_LOGITS, torch.tensor(ANSWERS)),
    "mean_squared_error": (mean_squared_error, SINGLE_LOGITS, torch.tensor(NUMBERS)),
    "mean_absolute_error": (mean_absolute_error, SINGLE_LOGITS, torch.tensor(NUMBERS)),
}
# The gradient of the mean loss of four examples with respect to the first output.
GRADIENTS = {
    "cross_entropy": (math.exp(2) / (math.exp(2) + math.exp(-1) + math.exp(0.5)) - 1) / 4,
    "binary_cross_entropy": (1 / (1 + math.exp(-1.5)) - 1) / 4,
    "mean_squared_error": 2 * (1.5 - 1.0) / 4,
    "mean_absolute_error": 1 / 4,
}
SMOOTHINGS = [0.1, 0.9]


def test_every_loss_has_a_formula() -> None:
    assert set(entries(LOSS)) == set(CASES) == set(GRADIENTS)


@pytest.mark.parametrize("dtype", [torch.double, torch.float32])
@pytest.mark.parametrize("name", CASES)
def test_loss_matches_its_formula(name: str, dtype: torch.dtype) -> None:
    formula, logits, targets = CASES[name]

    loss = load_function(LOSS, name)(torch.tensor(logits, dtype=dtype), targets)

    assert (loss.shape, loss.dtype) == ((), dtype)
    assert loss.item() == pytest.approx(formula(), rel=1e-12 if dtype is torch.double else 1e-6)


@pytest.mark.parametrize("name", CASES)
def test_loss_gradient_is_that_of_the_mean(name: str) -> None:
    _formula, logits, targets = CASES[name]
    leaf = torch.tensor(logits, dtype=torch.double, requires_grad=True)

    (gradient,) = torch.autograd.grad(load_function(LOSS, name)(leaf, targets), leaf)

    assert gradient[0, 0].item() == pytest.approx(GRADIENTS[name], rel=1e-12)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_label_smoothing_averages_over_all_classes(smoothing: float) -> None:
    logits, targets = torch.tensor(LOGITS, dtype=torch.double), torch.tensor(CLASSES)

    loss = load_function(LOSS, "cross_entropy")(logits, targets, label_smoothing=smoothing)

    assert loss.item() == pytest.approx(cross_entropy(smoothing), rel=1e-12)
    assert abs(cross_entropy(smoothing) - cross_entropy()) > 0.01


@pytest.mark.parametrize("weight", [0.5, 10.0])
def test_weight_of_the_second_class_multiplies_its_losses(weight: float) -> None:
    logits, targets = torch.tensor(SINGLE_LOGITS, dtype=torch.double), torch.tensor(ANSWERS)

    loss = load_function(LOSS, "binary_cross_entropy")(logits, targets, pos_weight=weight)

    assert loss.item() == pytest.approx(binary_cross_entropy(weight), rel=1e-12)
    assert abs(binary_cross_entropy(weight) - binary_cross_entropy()) > 0.1


@pytest.mark.parametrize("name", ["binary_cross_entropy", "mean_squared_error", "mean_absolute_error"])
def test_loss_of_one_output_rejects_more_outputs(name: str) -> None:
    """Otherwise outputs (n, n) would be broadcast against targets (n,)."""
    with pytest.raises(RuntimeError, match=r"shape '\[3\]' is invalid for input of size 9"):
        load_function(LOSS, name)(torch.zeros(3, 3), torch.zeros(3))


@pytest.mark.parametrize(("name", "expected"), [("cross_entropy", 1e4), ("binary_cross_entropy", 1e4)])
def test_loss_of_huge_logits_is_finite(name: str, expected: float) -> None:
    logits = torch.tensor([[1e4, 0.0]]) if name == "cross_entropy" else torch.tensor([[-1e4]])

    assert load_function(LOSS, name)(logits, torch.tensor([1])).item() == expected
