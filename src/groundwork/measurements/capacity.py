"""Bias, variance and double descent: the error of random features by their number."""

import torch
from torch import nn

from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits

# Features as multiples of the number of training images: at 1, they can fit any labels exactly.
CAPACITIES = (0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.4, 2, 4, 10)
PENALTIES = {"no penalty": 0.0, "ridge penalty": 0.1}
NOISE = 0.2
MAX_TEST_IMAGES = 500


def bias_and_variance(
    spec: Spec,  # noqa: ARG001
    splits: Splits,
    seed: int,
    *,
    images: PositiveInteger = 100,
    draws: PositiveInteger = 6,
) -> list[MeasuredValue]:
    """Return test accuracy, squared error, and its squared bias and variance, by the number of features per image.

    The model is linear regression on random ReLU features of the pixels with one output per class (Belkin et al. 2019;
    Mei and Montanari 2022): the least-squares solution of the smallest norm, or with a ridge penalty. One in five
    training labels is drawn at random. Bias and variance are taken over `draws` pairs of training images and features,
    on at most 500 test images; errors are summed over the classes.
    """
    test = splits.test.first(MAX_TEST_IMAGES)
    targets = _one_hot(test.targets, splits.classes)
    found: dict[tuple[str, float], list[torch.Tensor]] = {}
    for draw in range(draws):
        train = _drawn(splits, seed, draw, images)
        for capacity in CAPACITIES:
            generator = generator_for(seed, f"features of draw {draw}")
            features, test_features = _features(train.inputs, test.inputs, round(capacity * images), generator)
            for case, penalty in PENALTIES.items():
                weights = _fitted(features, _one_hot(train.targets, splits.classes), penalty)
                found.setdefault((case, capacity), []).append(test_features @ weights)
    values = []
    for (case, capacity), predictions in found.items():
        numbers = _decomposed(torch.stack(predictions), targets, test.targets)
        values += [measured(case, metric, capacity, value) for metric, value in numbers.items()]
    return values


def _drawn(splits: Splits, seed: int, draw: int, images: int) -> Split:
    """Return training images of one draw, one in five with a random label."""
    generator = generator_for(seed, f"images of draw {draw}")
    order = torch.randperm(len(splits.train), generator=generator)[:images]
    is_random = torch.rand(len(order), generator=generator) < NOISE
    random = torch.randint(splits.classes, (len(order),), generator=generator)
    drawn = splits.train.at(order.to(splits.train.targets.device))
    labels = torch.where(is_random.to(drawn.targets.device), random.to(drawn.targets.device), drawn.targets)
    return Split((drawn.inputs, labels))


def _features(
    train: torch.Tensor, test: torch.Tensor, count: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return random ReLU features (images, count) of both splits, whose pixels are centered on the training mean."""
    mean = train.double().flatten(1).mean(0)
    weights = torch.randn((len(mean), count), generator=generator, dtype=torch.double).to(mean.device)
    scale = (len(mean) * count) ** -0.5
    train, test = ((each.double().flatten(1) - mean) @ weights for each in (train, test))
    return scale * train.relu(), scale * test.relu()


def _fitted(features: torch.Tensor, targets: torch.Tensor, penalty: float) -> torch.Tensor:
    """Return the weights (features, classes) of least squares, those of the smallest norm without a penalty."""
    products = features @ features.T + penalty * torch.eye(len(features)).to(features)  # (images, images)
    weights: torch.Tensor = (
        features.T @ torch.linalg.solve(products, targets) if penalty else torch.linalg.pinv(features) @ targets
    )
    return weights


def _decomposed(predictions: torch.Tensor, targets: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """Return the metrics of predictions (draws, images, classes).

    The mean over a few draws has a part of the variance, which is subtracted from its squared error.
    """
    draws = len(predictions)
    variance = predictions.var(0).sum(1).mean() if draws > 1 else predictions.new_tensor(torch.nan)
    return {
        "test_accuracy_percent": 100 * (predictions.argmax(2) == labels).double().mean().item(),
        "squared_error": (predictions - targets).square().sum(2).mean().item(),
        "squared_bias": ((predictions.mean(0) - targets).square().sum(1).mean() - variance / draws).item(),
        "prediction_variance": variance.item(),
    }


def _one_hot(labels: torch.Tensor, classes: int) -> torch.Tensor:
    """Return one-hot targets (n, classes), less their mean of 1 / classes."""
    return nn.functional.one_hot(labels, classes).double() - 1 / classes
