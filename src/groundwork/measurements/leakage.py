"""Data leakage: features chosen on all rows before the rows are split."""

import torch

from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits

FOLDS = 5
DRAWS = 10


def features_chosen_too_early(
    spec: Spec,  # noqa: ARG001
    splits: Splits,  # noqa: ARG001
    seed: int,
    *,
    rows: PositiveInteger = 50,
    features: PositiveInteger = 1000,
    chosen: PositiveInteger = 20,
) -> list[MeasuredValue]:
    """Return the accuracy that 5-fold cross-validation promises on pure noise, by where the features were chosen.

    Features and the two classes are drawn independently, so that every classifier is right half of the time. Those
    `chosen` features are kept whose means differ most between the classes: over all rows, or anew for each fold without
    the rows that it holds out. The classifier names the class whose mean is nearer. Averaged over 10 draws (Hastie,
    Tibshirani and Friedman 2009, section 7.10.2).
    """
    generator = generator_for(seed, "noise")
    accuracies: dict[str, list[float]] = {"on all rows": [], "without the held-out rows": []}
    labels = torch.arange(rows) % 2
    for _ in range(DRAWS):
        noise = torch.randn((rows, features), generator=generator, dtype=torch.double)
        order = torch.randperm(rows, generator=generator)
        early = _most_different(noise, labels, chosen)
        for held_out in order.tensor_split(FOLDS):
            kept = torch.ones(rows, dtype=torch.bool)
            kept[held_out] = False
            late = _most_different(noise[kept], labels[kept], chosen)
            for case, columns in zip(accuracies, (early, late), strict=True):
                named = _nearest_mean(noise[kept][:, columns], labels[kept], noise[held_out][:, columns])
                accuracies[case].append((named == labels[held_out]).double().mean().item())
    return [
        measured(f"features chosen {case}", "estimate_percent", None, 100 * sum(found) / len(found))
        for case, found in accuracies.items()
    ]


def _means(values: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean of each class (2, features)."""
    return torch.stack([values[labels == label].mean(0) for label in (0, 1)])


def _most_different(values: torch.Tensor, labels: torch.Tensor, count: int) -> torch.Tensor:
    zero, one = _means(values, labels)
    indices: torch.Tensor = (one - zero).abs().topk(count).indices
    return indices


def _nearest_mean(values: torch.Tensor, labels: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    return torch.cdist(others, _means(values, labels)).argmin(1)
