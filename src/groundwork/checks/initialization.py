"""Exact checks of what a network's first weights decide."""

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


def zero_weights_keep_units_equal() -> CheckBody:
    """From zero weights, the hidden units of a layer stay equal to one another however long training lasts.

    With ReLU or tanh nothing but the biases of the output ever moves: hidden units put out 0, so the weights that lead
    from them get no gradient, and these, staying 0, pass none down. With sigmoid, which gives 0.5 for 0, the weights do
    move, but for all units of a layer alike: a layer has the power of one unit.
    """
    measured, held = {}, []
    for name, activation in {"ReLU": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid()}.items():
        layers = _train_from_zero(activation)
        apart = max(_distance_of_units(*pair) for pair in pairwise(layers))
        *all_but_last, last = [each for layer in layers for each in (layer.weight, layer.bias)]
        hidden = max(each.abs().max().item() for each in all_but_last)
        output = last.abs().max().item()
        held += [apart < TOLERANCE, output > 0, (hidden > 0) == (name == "sigmoid")]
        measured[f"largest difference between units of a layer, {name}"] = apart
        measured[f"largest weight or hidden bias after {STEPS} steps, {name}"] = hidden
        measured[f"largest bias of the output after {STEPS} steps, {name}"] = output
    return CheckBody(holds=all(held), measured=measured)


def xavier_and_he_variances() -> CheckBody:
    """Xavier's weights have the variance 2/(inputs + outputs) and He's 2/inputs, whether normal or uniform.

    Glorot and Bengio 2010, He et al. 2015. The variance of n drawn numbers differs from the true one by chance, for
    normal ones by the fraction sqrt(2/n) of it (standard error); five times that is allowed.
    """
    xavier, he = 2 / (INPUTS + OUTPUTS), 2 / INPUTS
    wanted = {xavier_normal: xavier, xavier_uniform: xavier, he_normal: he, he_uniform: he}
    ratios = {each.__name__: _variance(each) / variance for each, variance in wanted.items()}
    allowed = 5 * (2 / (INPUTS * OUTPUTS)) ** 0.5
    return CheckBody(
        holds=all(abs(ratio - 1) < allowed for ratio in ratios.values()),
        measured={
            "Xavier's variance by the formula": xavier,
            "He's variance by the formula": he,
            **{f"measured variance over the formula's, {name}": ratio for name, ratio in ratios.items()},
            "distance of these from 1 that is allowed": allowed,
        },
    )


def orthogonal_keeps_norms_in_linear_nets() -> CheckBody:
    """Orthogonal layers with nothing between them keep the length of every input; Gaussian layers do not.

    Saxe et al. 2014. The Gaussian weights have the variance 1/inputs, with which one layer keeps lengths on average.
    """
    kept = _lengths_through(orthogonal)
    drawn = _lengths_through(_gaussian)
    return CheckBody(
        holds=(kept - 1).abs().max().item() < TOLERANCE and (drawn - 1).abs().max().item() > 0.1,
        measured={
            f"shortest output of {DEPTH} orthogonal layers for an input of length 1": kept.min().item(),
            "longest output of them": kept.max().item(),
            f"shortest output of {DEPTH} Gaussian layers": drawn.min().item(),
            "longest output of theirs": drawn.max().item(),
        },
    )


def _train_from_zero(activation: nn.Module) -> list[nn.Linear]:
    """Return the layers of a network with two hidden layers after some steps of gradient descent from zero weights."""
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


def _distance_of_units(layer: nn.Linear, above: nn.Linear) -> float:
    """Return how far a layer's units are from its first one: in weights into them, bias, and weights out of them."""
    of_a_unit = torch.cat([layer.weight, layer.bias[:, None], above.weight.T], dim=1)  # (units, numbers of a unit)
    return (of_a_unit - of_a_unit[0]).abs().max().item()


def _variance(initialize: Initializer) -> float:
    layer = nn.Linear(INPUTS, OUTPUTS)
    initialize(nn.Sequential(layer), torch.Generator().manual_seed(42))
    return layer.weight.double().var().item()


def _lengths_through(initialize: Initializer) -> torch.Tensor:
    """Return the lengths (100,) that inputs of length 1 have after many linear layers without biases."""
    generator = torch.Generator().manual_seed(42)
    model = nn.Sequential(*(nn.Linear(WIDTH, WIDTH, bias=False, dtype=torch.double) for _ in range(DEPTH)))
    initialize(model, generator)
    inputs = nn.functional.normalize(torch.randn((100, WIDTH), generator=generator, dtype=torch.double))
    with torch.no_grad():
        lengths: torch.Tensor = model(inputs).norm(dim=1)
    return lengths


def _gaussian(model: nn.Module, generator: torch.Generator) -> None:
    for weight in model.parameters():
        nn.init.normal_(weight, std=WIDTH**-0.5, generator=generator)
