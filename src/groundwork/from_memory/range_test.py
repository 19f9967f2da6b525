"""The learning-rate range test."""

import copy
import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy


def range_test(
    model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], lowest: float, factor: float
) -> list[tuple[float, float]]:
    """Return (learning rate, loss) of SGD whose learning rate grows by a factor per batch until divergence.

    Smith 2017, with a geometric ramp; the given model is not changed.
    """
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=lowest)
    seen: list[tuple[float, float]] = []
    best = math.inf
    for inputs, labels in batches:
        learning_rate = optimizer.param_groups[0]["lr"]
        optimizer.zero_grad()
        loss = cross_entropy(model(inputs), labels)
        if not loss.item() <= 4 * best:  # nan is not <= anything
            break
        best = min(best, loss.item())
        seen.append((learning_rate, loss.item()))
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.param_groups[0]["lr"] = learning_rate * factor
    return seen
