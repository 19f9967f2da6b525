"""Compression of a trained network: rounded weights, and removed weights."""

from collections.abc import Sequence
from copy import deepcopy
from functools import partial

import torch
from torch import nn

from groundwork.components.catalog import load_component
from groundwork.components.layers import weighted_layers, weights_of
from groundwork.components.randomness import generator_for
from groundwork.config.catalog import OPTIMIZER
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.loop import UpdateConfig, shuffled_batches, train_steps
from groundwork.training.run import SeedRun

UNROUNDED = 32
BITS = (8, 6, 5, 4, 3, 2)
REMOVED_PERCENT = (0, 50, 80, 90, 95, 98)
ACCURACY = "test_accuracy_percent"
Tensors = Sequence[torch.Tensor]


def rounded_weights(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return the test accuracy of the study's trained network with its weights rounded, by the number of bits.

    With b bits, weights are rounded to 2**b - 1 values at equal distances, symmetric around zero, up to the largest
    weight: of a layer, or of each unit of a layer. Biases and activations are not rounded; at 32 bits, nothing is.
    """
    run = _trained(spec, splits, seed)
    values = []
    for case, by_unit in {"one scale for each layer": False, "one scale for each unit": True}.items():
        values.append(measured(case, ACCURACY, UNROUNDED, _test_accuracy(run, run.model)))
        for bits in BITS:
            model = deepcopy(run.model)
            for weights in _weights(model):
                weights.data = _rounded(weights.data, bits, by_unit=by_unit)
            values.append(measured(case, ACCURACY, bits, _test_accuracy(run, model)))
    return values


def removed_weights(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return the test accuracy of the study's trained network without some of its weights, by the percentage removed.

    The smallest weights of all layers together, or random ones, become zero; biases stay. In the last case the smallest
    are removed, and the network then trains for another epoch, in which they stay zero (Han et al. 2015).
    """
    run = _trained(spec, splits, seed)
    generator = generator_for(seed, "removed weights")
    sizes = [each.detach().abs() for each in _weights(run.model)]
    random = [torch.rand(each.shape, generator=generator).to(each.device) for each in sizes]
    values = []
    for percent in REMOVED_PERCENT:
        for case, scores in {"smallest weights": sizes, "random weights": random}.items():
            model, masks = deepcopy(run.model), _above(scores, percent)
            _keep(model, masks)
            values.append(measured(case, ACCURACY, percent, _test_accuracy(run, model)))
        model, masks = deepcopy(run.model), _above(sizes, percent)
        _train_an_epoch(model, masks, run)
        case = "smallest, then an epoch"
        values.append(measured(case, ACCURACY, percent, _test_accuracy(run, model)))
    return values


def _trained(spec: Spec, splits: Splits, seed: int) -> SeedRun:
    run = SeedRun(spec.model_copy(update={"probes": (), "horizons": ()}), splits, seed)
    run.train("tuning")
    return run


def _weights(model: nn.Module) -> list[nn.Parameter]:
    return [weights for _, layer in weighted_layers(model) for weights in weights_of(layer)]


def _test_accuracy(run: SeedRun, model: nn.Module) -> float:
    return run.task.curve(model, run.splits.test, run.loss)["accuracy_percent"]


def _rounded(weights: torch.Tensor, bits: int, *, by_unit: bool) -> torch.Tensor:
    """Return weights (units, ...) rounded to multiples of a step, one for all of them or one for each unit."""
    shared = tuple(range(int(by_unit), weights.ndim))  # the dimensions that share a step
    largest = weights.abs().amax(shared, keepdim=True)
    step = (largest / (2 ** (bits - 1) - 1)).clamp(min=torch.finfo(weights.dtype).tiny)
    rounded: torch.Tensor = (weights / step).round() * step
    return rounded


def _above(scores: Tensors, percent: int) -> list[torch.Tensor]:
    """Return for each tensor which scores are not among the lowest percentage of all."""
    together = torch.cat([each.flatten() for each in scores])
    removed = len(together) * percent // 100
    if not removed:
        return [torch.ones_like(each, dtype=torch.bool) for each in scores]
    threshold = together.sort().values[removed - 1]  # not kthvalue, which is not deterministic on a GPU
    return [each > threshold for each in scores]


@torch.no_grad()
def _keep(model: nn.Module, masks: Tensors) -> None:
    """Set to zero the weights that the masks leave out."""
    for weights, mask in zip(_weights(model), masks, strict=True):
        weights.mul_(mask)


def _train_an_epoch(model: nn.Module, masks: Tensors, run: SeedRun) -> None:
    """Train for an epoch with the spec's settings and a fresh optimizer; after each step the weights are masked."""
    spec, train = run.spec, run.splits.train
    optimizer = load_component(OPTIMIZER, spec.optimizer)(model.parameters(), spec.learning_rate)
    order = generator_for(run.seed, "batch order after removal")
    config = UpdateConfig(loss=partial(run.task.loss, loss=run.loss), augment=lambda inputs: inputs)
    for batch in shuffled_batches(len(train), spec.batch_size, order, train.targets.device):
        _keep(model, masks)
        train_steps(model, optimizer, train, [batch], [spec.learning_rate], config)
    _keep(model, masks)
