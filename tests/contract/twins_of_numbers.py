"""References for the cards about losses, metrics and splits; each function has its card's name."""

from functools import partial
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from sklearn.model_selection import KFold
from torch.testing import assert_close as assert_near

assert_close = partial(assert_near, rtol=1e-12, atol=1e-12)


def cross_entropy(card: Any, seed: int) -> None:
    random = np.random.default_rng(seed)
    for size in (1.0, 30.0, 1e4):
        logits, labels = size * random.standard_normal((8, 5)), random.integers(0, 5, 8)
        both = torch.tensor(logits), torch.tensor(labels)
        assert_close(torch.tensor(card.log_sum_exp(logits)), torch.logsumexp(both[0], 1))
        assert_close(card.cross_entropy(logits, labels), torch.nn.functional.cross_entropy(*both).item())


def softmax(card: Any, seed: int) -> None:
    random = np.random.default_rng(seed)
    for size, temperature in ((1.0, 1.0), (30.0, 2.0), (1e4, 0.5)):
        logits, towards = size * random.standard_normal((8, 5)), random.standard_normal((8, 5))
        theirs = torch.tensor(logits, requires_grad=True)
        twin = torch.softmax(theirs / temperature, dim=1)
        assert_close(torch.tensor(card.softmax(logits, temperature)), twin.detach())
        (gradient,) = torch.autograd.grad(torch.softmax(theirs, 1), theirs, torch.tensor(towards))
        assert_close(torch.tensor(card.softmax_gradient(card.softmax(logits), towards)), gradient)


def precision_recall_f1(card: Any, seed: int) -> None:
    random = np.random.default_rng(seed)
    for classes, images in ((2, 30), (4, 30), (4, 3)):
        labels, predictions = random.integers(0, classes, (2, images))
        assert card.accuracy(labels, predictions) == accuracy_score(labels, predictions)
        for positive in range(classes):
            twin = precision_recall_fscore_support(labels, predictions, labels=[positive], zero_division=0)
            ours = card.precision_recall_f1(labels, predictions, positive)
            assert_close(ours, tuple(each.item() for each in twin[:3]))


def k_fold(card: Any, seed: int) -> None:
    for examples, folds in ((10, 5), (23, 4), (7, 7)):
        # The same generator as in scikit-learn, so that the same seed gives the same permutation.
        generator = np.random.RandomState(seed)
        ours = list(card.k_fold(examples, folds, generator))
        twin = list(KFold(folds, shuffle=True, random_state=seed).split(np.zeros(examples)))
        assert len(ours) == len(twin) == folds
        for mine, theirs in zip(ours, twin, strict=True):
            assert [sorted(each) for each in mine] == [list(each) for each in theirs]


def calibration_error(card: Any, seed: int) -> None:
    random = np.random.default_rng(seed)
    probabilities = random.dirichlet(np.full(4, 0.5), 200)
    labels = random.integers(0, 4, 200)
    confidence, correct = probabilities.max(1), probabilities.argmax(1) == labels
    for bins in (5, 10, 15):
        accuracy, mean_confidence = calibration_curve(correct, confidence, n_bins=bins)
        sizes = np.histogram(confidence, bins, (0, 1))[0]
        expected = np.average(np.abs(accuracy - mean_confidence), weights=sizes[sizes > 0])
        assert_close(card.calibration_error(probabilities, labels, bins), float(expected))


def temperature_scaling(card: Any, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for temperature in (0.5, 1.0, 4.0):
        logits = 5 * torch.randn(300, 4, generator=generator)
        labels = (logits / temperature).softmax(1).multinomial(1, generator=generator)[:, 0]

        def loss(log_temperature: float, logits: torch.Tensor = logits, labels: torch.Tensor = labels) -> float:
            return float(torch.nn.functional.cross_entropy(logits / np.exp(log_temperature), labels))

        best = minimize_scalar(loss, bounds=(-3, 4), method="bounded", options={"xatol": 1e-9})
        assert_near(card.fit_temperature(logits, labels), float(np.exp(best.x)), rtol=1e-4, atol=0)
        assert_close(card.calibrated(logits, 2.5), torch.softmax(logits / 2.5, dim=1))
