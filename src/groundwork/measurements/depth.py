"""Signal propagation: activations and gradients by depth at initialization."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import nn

from groundwork.components.initializers import he_normal, normal, orthogonal, xavier_normal
from groundwork.components.models.perceptrons import mlp
from groundwork.components.probes import BatchLoss, activation_std, gradient_norm
from groundwork.components.randomness import generator_for
from groundwork.config.bounds import Layers, Units
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits

IMAGES = 256
Probe = Callable[[nn.Module, torch.Tensor, BatchLoss], dict[str, float]]


class HiddenLayer(NamedTuple):
    """The activation function, initializer and residual connection of the hidden layers."""

    activation: str
    initialize: Callable[[nn.Module, torch.Generator], None]
    residual: bool = False


BY_LAYER = {
    "ReLU, He": HiddenLayer("relu", he_normal),
    "ReLU, Xavier": HiddenLayer("relu", xavier_normal),
    "ReLU, normal 0.01": HiddenLayer("relu", partial(normal, std=0.01)),
    "ReLU, normal 0.5": HiddenLayer("relu", partial(normal, std=0.5)),
    "tanh, Xavier": HiddenLayer("tanh", xavier_normal),
    "tanh, He": HiddenLayer("tanh", he_normal),
    "tanh, normal 0.01": HiddenLayer("tanh", partial(normal, std=0.01)),
    "sigmoid, Xavier": HiddenLayer("sigmoid", xavier_normal),
    "linear, orthogonal": HiddenLayer("none", orthogonal),
}
BY_DEPTH = {
    "sigmoid": HiddenLayer("sigmoid", xavier_normal),
    "sigmoid with shortcuts": HiddenLayer("sigmoid", xavier_normal, residual=True),
    "tanh": HiddenLayer("tanh", xavier_normal),
    "ReLU": HiddenLayer("relu", he_normal),
}
BOUND = "0.25 for each further layer"


def signal_through_depth(
    spec: Spec,  # noqa: ARG001
    splits: Splits,
    seed: int,
    *,
    depth: Layers = 30,
    width: Units = 128,
) -> list[MeasuredValue]:
    """Return the standard deviation of pre-activations and the gradient norm by hidden layer, at initialization.

    The standard deviation is taken over 256 training images and all units, so units that hardly depend on the image
    (sigmoid) still contribute. The gradient is that of the cross-entropy with respect to the layer's weights.
    """
    values = []
    for case, hidden in BY_LAYER.items():
        model = _network(hidden, splits, seed, depth, width)
        for probe in (activation_std, gradient_norm):
            read = _read(probe, model, splits)
            values += [measured(case, probe.__name__, layer, read[f"hidden_{layer}"]) for layer in range(1, depth + 1)]
    return values


def sigmoid_gradient_by_depth(
    spec: Spec,  # noqa: ARG001
    splits: Splits,
    seed: int,
    *,
    depth: Layers = 10,
    width: Units = 64,
) -> list[MeasuredValue]:
    """Return the gradient norm in the first layer of networks with 1, 2, ... hidden layers, relative to that with 1.

    At initialization, for the cross-entropy over 256 training images; Xavier initialization, for ReLU He. The slope of
    the sigmoid is at most 0.25; the last case is the ratio if each further layer passed that fraction of the gradient.
    """
    depths = range(1, depth + 1)
    values = []
    for case, hidden in BY_DEPTH.items():
        models = (_network(hidden, splits, seed, layers, width) for layers in depths)
        norms = [_read(gradient_norm, model, splits)["hidden_1"] for model in models]
        ratios = zip(depths, norms, strict=True)
        values += [measured(case, "gradient_norm_ratio", layers, norm / norms[0]) for layers, norm in ratios]
    return values + [measured(BOUND, "gradient_norm_ratio", layers, 0.25 ** (layers - 1)) for layers in depths]


def _network(hidden: HiddenLayer, splits: Splits, seed: int, depth: int, width: int) -> nn.Module:
    """Return a network in double precision, because in single precision the smallest squared gradients underflow."""
    sizes, activation, residual = (width,) * depth, hidden.activation, hidden.residual
    model = mlp(splits.shape, splits.classes, hidden_layer_sizes=sizes, activation=activation, residual=residual)
    hidden.initialize(model, generator_for(seed, "initialization"))
    return model.to(splits.train.inputs.device).double()


def _read(probe: Probe, model: nn.Module, splits: Splits) -> dict[str, float]:
    images = splits.train.first(IMAGES)
    inputs = images.inputs.double()
    return probe(model, inputs, lambda network: nn.functional.cross_entropy(network(inputs), images.targets))
