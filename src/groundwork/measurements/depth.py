"""Signal propagation: activations and gradients by depth in networks that have not been trained."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from torch import nn

from groundwork.components.initializers import he_normal, normal, orthogonal, xavier_normal
from groundwork.components.models.perceptrons import mlp
from groundwork.components.probes import Loss, activation_std, gradient_norm
from groundwork.components.randomness import generator_for
from groundwork.config.bounds import Layers, Units
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits

IMAGES = 256
Probe = Callable[[nn.Module, torch.Tensor, torch.Tensor, Loss], dict[str, float]]


class Start(NamedTuple):
    """A hidden layer's activation function, how its weights are drawn, and whether its input is added to its output."""

    activation: str
    initialize: Callable[[nn.Module, torch.Generator], None]
    residual: bool = False


BY_LAYER = {
    "ReLU, He": Start("relu", he_normal),
    "ReLU, Xavier": Start("relu", xavier_normal),
    "ReLU, normal 0.01": Start("relu", partial(normal, std=0.01)),
    "ReLU, normal 0.5": Start("relu", partial(normal, std=0.5)),
    "tanh, Xavier": Start("tanh", xavier_normal),
    "tanh, He": Start("tanh", he_normal),
    "tanh, normal 0.01": Start("tanh", partial(normal, std=0.01)),
    "sigmoid, Xavier": Start("sigmoid", xavier_normal),
    "linear, orthogonal": Start("none", orthogonal),
}
BY_DEPTH = {
    "sigmoid": Start("sigmoid", xavier_normal),
    "sigmoid with shortcuts": Start("sigmoid", xavier_normal, residual=True),
    "tanh": Start("tanh", xavier_normal),
    "ReLU": Start("relu", he_normal),
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
    """Return the standard deviation of activations and the gradient norm by hidden layer, before any training.

    The first is that of a layer's outputs before its nonlinearity over 256 training images and all units, which
    sigmoid units have even where they hardly tell images apart; the gradient is that of the cross-entropy
    in the layer's weights.
    """
    values = []
    for case, start in BY_LAYER.items():
        model = _network(start, splits, seed, depth, width)
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
    """Return the gradient's norm in the first layer of networks of 1, 2, ... hidden layers over that with 1.

    Before any training, for the cross-entropy over 256 training images; weights are drawn by Xavier's rule, for ReLU by
    He's. The sigmoid's slope is at most 0.25, and the last case is what would be left if each further layer let that
    much of the gradient pass.
    """
    depths = range(1, depth + 1)
    values = []
    for case, start in BY_DEPTH.items():
        models = (_network(start, splits, seed, layers, width) for layers in depths)
        norms = [_read(gradient_norm, model, splits)["hidden_1"] for model in models]
        ratios = zip(depths, norms, strict=True)
        values += [measured(case, "gradient_norm_ratio", layers, norm / norms[0]) for layers, norm in ratios]
    return values + [measured(BOUND, "gradient_norm_ratio", layers, 0.25 ** (layers - 1)) for layers in depths]


def _network(start: Start, splits: Splits, seed: int, depth: int, width: int) -> nn.Module:
    """Return a network in double precision: single precision has no squares of the smallest gradients here."""
    sizes, activation, residual = (width,) * depth, start.activation, start.residual
    model = mlp(splits.shape, splits.classes, hidden_layer_sizes=sizes, activation=activation, residual=residual)
    start.initialize(model, generator_for(seed, "initialization"))
    return model.to(splits.train.inputs.device).double()


def _read(probe: Probe, model: nn.Module, splits: Splits) -> dict[str, float]:
    images = splits.train.first(IMAGES)
    return probe(model, images.inputs.double(), images.targets, nn.functional.cross_entropy)
