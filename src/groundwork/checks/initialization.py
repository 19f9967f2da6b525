"""Exact checks of weight initialization."""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, small_network
from groundwork.components.initializers import he_normal, he_uniform, orthogonal, xavier_normal, xavier_uniform
from groundwork.records.schema import CheckBody

Initializer = Callable[[nn.Module, torch.Generator], None]
STEPS = 100
INPUTS, OUTPUTS = 300, 900
DEPTH, WIDTH = 50, 64
FEW_INPUTS = 10  # as all signs of their weights are enumerated


def zero_weights_keep_units_equal() -> CheckBody:
    """With zero initial weights, the hidden units of a layer stay equal to one another for the whole training.

    With ReLU or tanh only the output biases change: hidden units output 0, so the weights after them get no gradient,
    stay 0 and backpropagate none. With sigmoid, whose output at 0 is 0.5, the weights do change, but equally for all
    units of a layer, which can then represent no more than a single unit.
    """
    measured, conditions = {}, []
    for name, activation in {"ReLU": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid()}.items():
        layers = _train_from_zero(activation)
        unit_difference = max(_unit_difference(*pair) for pair in pairwise(layers))
        *all_but_last, last = [each for layer in layers for each in (layer.weight, layer.bias)]
        hidden = max(each.abs().max().item() for each in all_but_last)
        output = last.abs().max().item()
        conditions += [unit_difference < TOLERANCE, output > 0, (hidden > 0) == (name == "sigmoid")]
        measured[f"largest difference between units of a layer, {name}"] = unit_difference
        measured[f"largest weight or hidden bias after {STEPS} steps, {name}"] = hidden
        measured[f"largest output bias after {STEPS} steps, {name}"] = output
    return CheckBody(holds=all(conditions), measured=measured)


def xavier_and_he_variances() -> CheckBody:
    """Xavier weights have variance 2/(inputs + outputs) and He weights 2/inputs, for both normal and uniform.

    Glorot and Bengio 2010, He et al. 2015. The sample variance of n normal numbers has a relative standard error of
    sqrt(2/n); the check allows five standard errors.
    """
    xavier, he = 2 / (INPUTS + OUTPUTS), 2 / INPUTS
    wanted = {xavier_normal: xavier, xavier_uniform: xavier, he_normal: he, he_uniform: he}
    ratios = {each.__name__: _variance(each) / variance for each, variance in wanted.items()}
    allowed = 5 * (2 / (INPUTS * OUTPUTS)) ** 0.5
    return CheckBody(
        holds=all(abs(ratio - 1) < allowed for ratio in ratios.values()),
        measured={
            "Xavier variance by the formula": xavier,
            "He variance by the formula": he,
            **{f"measured variance over the formula's, {name}": ratio for name, ratio in ratios.items()},
            "allowed distance of these ratios from 1": allowed,
        },
    )


def orthogonal_keeps_norms_in_linear_nets() -> CheckBody:
    """Orthogonal linear layers without activations preserve the norm of every input; Gaussian layers do not.

    Saxe et al. 2014. The Gaussian weights have variance 1/inputs, so one layer preserves norms on average.
    """
    orthogonal_norms = _output_norms(orthogonal)
    gaussian_norms = _output_norms(_gaussian)
    return CheckBody(
        holds=(orthogonal_norms - 1).abs().max().item() < TOLERANCE and (gaussian_norms - 1).abs().max().item() > 0.1,
        measured={
            f"smallest output norm of {DEPTH} orthogonal layers for inputs of norm 1": orthogonal_norms.min().item(),
            f"largest output norm of {DEPTH} orthogonal layers": orthogonal_norms.max().item(),
            f"smallest output norm of {DEPTH} Gaussian layers": gaussian_norms.min().item(),
            f"largest output norm of {DEPTH} Gaussian layers": gaussian_norms.max().item(),
        },
    )


def relu_halves_the_mean_square() -> CheckBody:
    """A ReLU layer multiplies the mean square of its inputs by half their number times the weights' variance.

    On average over draws of the weights (He et al. 2015): independent weights of mean 0 add up to inputs * variance
    times the mean square, and ReLU keeps the positive half. So He's variance, 2/inputs, keeps the mean square, and
    Xavier's halves it between layers of one width. The weights here are plus or minus their standard deviation, and the
    average is over all combinations of signs.
    """
    he, xavier = 2 / FEW_INPUTS, 1 / FEW_INPUTS
    kept, halved = (_mean_square_ratio(nn.ReLU(), variance) for variance in (he, xavier))
    linear = _mean_square_ratio(nn.Identity(), xavier)
    return CheckBody(
        holds=max(abs(kept - 1), abs(halved - 0.5), abs(linear - 1)) < TOLERANCE,
        measured={
            "mean square after a ReLU layer over that before, He's variance": kept,
            "the same, Xavier's variance": halved,
            "the same, Xavier's variance without ReLU": linear,
        },
    )


def _mean_square_ratio(activation: nn.Module, variance: float) -> float:
    """Return the mean square after a layer over that before it, averaged over all signs of the weights."""
    inputs = torch.randn(FEW_INPUTS, generator=torch.Generator().manual_seed(42), dtype=torch.double)
    signs = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0], dtype=torch.double)] * FEW_INPUTS)
    outputs = activation(variance**0.5 * signs @ inputs)
    return float(outputs.square().mean() / inputs.square().mean())


def _train_from_zero(activation: nn.Module) -> list[nn.Linear]:
    """Train a network with two hidden layers from zero weights and return its layers."""
    _, inputs, labels = small_network()
    layers = [nn.Linear(8, 16), nn.Linear(16, 16), nn.Linear(16, 3)]
    model = nn.Sequential(layers[0], activation, layers[1], activation, layers[2]).double()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(STEPS):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return layers


def _unit_difference(layer: nn.Linear, next_layer: nn.Linear) -> float:
    """Return the largest difference from a layer's first unit in incoming weights, bias or outgoing weights."""
    units = torch.cat([layer.weight, layer.bias[:, None], next_layer.weight.T], dim=1)  # (units, parameters)
    return (units - units[0]).abs().max().item()


def _variance(initialize: Initializer) -> float:
    layer = nn.Linear(INPUTS, OUTPUTS)
    initialize(nn.Sequential(layer), torch.Generator().manual_seed(42))
    return layer.weight.double().var().item()


def _output_norms(initialize: Initializer) -> torch.Tensor:
    """Return the output norms (100,) of a deep linear network without biases for inputs of norm 1."""
    generator = torch.Generator().manual_seed(42)
    model = nn.Sequential(*(nn.Linear(WIDTH, WIDTH, bias=False, dtype=torch.double) for _ in range(DEPTH)))
    initialize(model, generator)
    inputs = nn.functional.normalize(torch.randn((100, WIDTH), generator=generator, dtype=torch.double))
    with torch.no_grad():
        norms: torch.Tensor = model(inputs).norm(dim=1)
    return norms


def _gaussian(model: nn.Module, generator: torch.Generator) -> None:
    for weight in model.parameters():
        nn.init.normal_(weight, std=WIDTH**-0.5, generator=generator)
