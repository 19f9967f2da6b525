"""What it costs to forget eval mode: trained networks, evaluated in both modes."""

from typing import Any

import torch
from torch import nn

from groundwork.components.models.perceptrons import mlp
from groundwork.components.randomness import derived_seed
from groundwork.config.names import Component
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun

BATCH_SIZES = (2, 8, 32, 128)
MAX_IMAGES = 1000
DROPOUT, BATCH_NORM = "dropout", "batch norm"
NETWORKS: dict[str, dict[str, Any]] = {DROPOUT: {"dropout": 0.5}, BATCH_NORM: {"normalization": "batch"}}
EVAL, TRAINING, SORTED = "eval mode", "training mode", "training mode, by class"


def evaluation_mode(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return the accuracy of two trained networks on 1,000 test images, in both modes and by batch size.

    In training mode, dropout drops units, and batch normalization uses the mean and the variance of the batch that it
    is given; it is also given batches of one class each, as a sorted file has them. In eval mode the batches do not
    matter.
    """
    test = splits.test.first(MAX_IMAGES)
    by_class = test.at(torch.argsort(test.targets, stable=True))
    values = []
    for name, settings in NETWORKS.items():
        model = _trained(spec, splits, seed, settings)
        cases = {EVAL: test, TRAINING: test} | ({SORTED: by_class} if name == BATCH_NORM else {})
        torch.manual_seed(derived_seed(seed, "dropout in training mode"))
        for case, images in cases.items():
            model.train(case != EVAL)
            values += [
                measured(f"{name}, {case}", "test_accuracy_percent", size, _accuracy(model, images, size))
                for size in BATCH_SIZES
            ]
    return values


def _trained(spec: Spec, splits: Splits, seed: int, settings: dict[str, Any]) -> nn.Module:
    model = Component(name=mlp.__name__, settings=settings)
    run = SeedRun(spec.model_copy(update={"model": model, "probes": (), "horizons": ()}), splits, seed)
    run.train("tuning")
    return run.model


def _accuracy(model: nn.Module, images: Split, size: int) -> float:
    """Return the accuracy in percent on batches of this size; a last batch of one image is left out.

    Batch normalization updates its running averages in training mode, so eval mode comes first.
    """
    right, count = 0, 0
    with torch.no_grad():
        for inputs, targets in zip(torch.split(images.inputs, size), torch.split(images.targets, size), strict=True):
            if len(inputs) > 1:
                right += int((model(inputs).argmax(1) == targets).sum())
                count += len(inputs)
    return 100 * right / count
