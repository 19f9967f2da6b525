"""Linear probes: accuracy of linear classifiers on the outputs of each layer of a network."""

import math
from collections.abc import Sequence

import torch
from torch import nn

from groundwork.components.layers import layer_outputs
from groundwork.components.models.perceptrons import deep_mlp
from groundwork.config.bounds import Layers, Units
from groundwork.config.names import Component
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.run import SeedRun, fresh_model

# A single penalty would be too weak for the raw pixels or too strong for a trained layer.
PENALTIES = (0.1, 1.0, 10.0, 100.0, 1000.0)


def linear_probes(
    spec: Spec,
    splits: Splits,
    seed: int,
    *,
    layers: Layers = 4,
    width: Units = 128,
) -> list[MeasuredValue]:
    """Return the test accuracy of a linear probe (Alain and Bengio 2016) of the input, at 0, and of each hidden layer.

    A probe is a linear classifier on a layer's outputs, here after ReLU; it does not change the network. The network is
    an MLP with hidden layers of equal width, once trained with the study's settings and once at initialization. The
    original probes (arXiv 1610.01644) minimize the cross-entropy. These are ridge regressions, with a closed form, on
    outputs standardized over the training images, with targets 1 for an image's class and -1 for the others. The
    penalty is chosen on the validation images.
    """
    model = Component(name=deep_mlp.__name__, settings={"num_layers": layers, "units": width, "activation": "relu"})
    deep = spec.model_copy(update={"model": model, "probes": ()})
    trained = SeedRun(deep, splits, seed)
    has_diverged = trained.train("tuning").diverged_at_step is not None
    by_case = {
        "trained": [math.nan] * layers if has_diverged else _by_layer(trained.model, splits, layers),
        "fresh weights": _by_layer(fresh_model(deep, splits, seed), splits, layers),
    }
    at_input = _test_accuracy(splits, [inputs.flatten(1) for inputs in _inputs(splits)])
    return [
        measured(case, "probe_accuracy_percent", at, 100 * accuracy)
        for case, accuracies in by_case.items()
        for at, accuracy in enumerate([at_input, *accuracies])
    ]


def _inputs(splits: Splits) -> list[torch.Tensor]:
    return [split.inputs for split in (splits.train, splits.validation, splits.test)]


def _by_layer(network: nn.Module, splits: Splits, layers: int) -> list[float]:
    """Return the test accuracy of the probe of each hidden layer's outputs after ReLU."""
    pre_activations = [layer_outputs(network, inputs) for inputs in _inputs(splits)]
    names = [f"hidden_{layer}" for layer in range(1, layers + 1)]
    return [_test_accuracy(splits, [outputs[name].relu() for outputs in pre_activations]) for name in names]


def _test_accuracy(splits: Splits, outputs: Sequence[torch.Tensor]) -> float:
    """Return a probe's test accuracy; `outputs` are (images, units) for train, validation and test."""
    train, validation, test = _standardized([each.double() for each in outputs])
    signs = 2 * nn.functional.one_hot(splits.train.targets, splits.classes).double() - 1  # (images, classes)
    squares, products = train.T @ train, train.T @ (signs - signs.mean(0))
    ridge = torch.eye(len(squares)).to(squares)

    def accuracy(weights: torch.Tensor, features: torch.Tensor, targets: torch.Tensor) -> float:
        outputs = features @ weights + signs.mean(0)  # (images, classes)
        return (outputs.argmax(1) == targets).double().mean().item()

    fitted = [torch.linalg.solve(squares + penalty * ridge, products) for penalty in PENALTIES]
    best = max(fitted, key=lambda weights: accuracy(weights, validation, splits.validation.targets))
    return accuracy(best, test, splits.test.targets)


def _standardized(outputs: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return outputs standardized by mean and standard deviation of the first split; constant units become 0 there."""
    first = outputs[0]
    std = torch.where((first == first[0]).all(0), 1, first.std(0, correction=0))
    return [(each - first.mean(0)) / std for each in outputs]
