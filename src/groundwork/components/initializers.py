"""Weight initialization: each function fills a model's weights from one generator.

Normalization layers keep weight 1 and bias 0. In a recurrent layer, each gate's matrix is initialized separately.
"""

import math
from collections.abc import Callable, Iterator

import torch
from torch import nn

from groundwork.components.layers import weighted_layers, weights_of
from groundwork.config.bounds import Fraction, PositiveNumber


def torch_default(model: nn.Module, generator: torch.Generator) -> None:
    """Draw weights and biases as torch's layers do: uniform in +-1/sqrt(fan-in).

    In recurrent layers the bound is 1/sqrt(hidden units); each position embedding counts as one unit.
    """
    for _name, layer in weighted_layers(model):
        inputs = layer.hidden_size if isinstance(layer, nn.RNNBase) else weights_of(layer)[0][0].numel()
        bound = 1 / math.sqrt(inputs)
        for parameter in layer.parameters(recurse=False):
            nn.init.uniform_(parameter, -bound, bound, generator=generator)


def zeros(model: nn.Module, _generator: torch.Generator) -> None:
    """Set every weight and bias to 0."""
    _fill(model, nn.init.zeros_)


def normal(model: nn.Module, generator: torch.Generator, *, std: PositiveNumber = 0.01) -> None:
    """Draw weights from a normal distribution of standard deviation `std`; biases are 0."""
    _fill(model, lambda weight: nn.init.normal_(weight, std=std, generator=generator))


def uniform(model: nn.Module, generator: torch.Generator, *, bound: PositiveNumber = 0.1) -> None:
    """Draw weights uniformly from +-`bound` (variance bound^2 / 3); biases are 0."""
    _fill(model, lambda weight: nn.init.uniform_(weight, -bound, bound, generator=generator))


def xavier_uniform(model: nn.Module, generator: torch.Generator) -> None:
    """Draw uniform weights with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010); biases are 0."""
    _fill(model, lambda weight: nn.init.xavier_uniform_(weight, generator=generator))


def xavier_normal(model: nn.Module, generator: torch.Generator) -> None:
    """Draw normal weights with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010); biases are 0."""
    _fill(model, lambda weight: nn.init.xavier_normal_(weight, generator=generator))


def he_uniform(model: nn.Module, generator: torch.Generator) -> None:
    """Draw uniform weights with variance 2 / fan-in, for ReLU (He et al., 2015); biases are 0."""
    _fill(model, lambda weight: nn.init.kaiming_uniform_(weight, nonlinearity="relu", generator=generator))


def he_normal(model: nn.Module, generator: torch.Generator) -> None:
    """Draw normal weights with variance 2 / fan-in, for ReLU (He et al., 2015); biases are 0."""
    _fill(model, lambda weight: nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator))


def orthogonal(model: nn.Module, generator: torch.Generator) -> None:
    """Draw matrices with orthonormal rows or columns, which preserve norms (Saxe et al., 2014); biases are 0.

    Each filter of a convolution is flattened to one row.
    """
    _fill(model, lambda weight: nn.init.orthogonal_(weight, generator=generator))


def orthogonal_recurrent(model: nn.Module, generator: torch.Generator) -> None:
    """Draw orthogonal hidden-to-hidden matrices for recurrent layers (Saxe et al., 2014), the rest as torch does."""
    torch_default(model, generator)
    for matrix in _recurrent_matrices(model):
        nn.init.orthogonal_(matrix, generator=generator)


def identity_recurrent(model: nn.Module, generator: torch.Generator) -> None:
    """Set hidden-to-hidden matrices of recurrent layers to the identity (Le et al., 2015), the rest as torch does."""
    torch_default(model, generator)
    for matrix in _recurrent_matrices(model):
        nn.init.eye_(matrix)


def sparse(
    model: nn.Module, generator: torch.Generator, *, sparsity: Fraction = 0.9, std: PositiveNumber = 0.01
) -> None:
    """Set the fraction `sparsity` of each unit's weights to 0, leaving at least one nonzero (Martens, 2010).

    The other weights are normal with standard deviation `std`; biases are 0.
    """
    _fill(model, lambda weight: _sparse(weight.flatten(1), sparsity, std, generator))


def _fill(model: nn.Module, fill: Callable[[torch.Tensor], object]) -> None:
    for _name, layer in weighted_layers(model):
        for parameter in layer.parameters(recurse=False):
            if parameter.ndim == 1:
                nn.init.zeros_(parameter)
        for matrix in _matrices(layer):
            fill(matrix)


def _matrices(layer: nn.Module) -> Iterator[torch.Tensor]:
    """Yield views of a layer's weight matrices, one per gate for a recurrent layer (each has its own fan-in)."""
    for weight in weights_of(layer):
        yield from _by_gate(layer, weight) if isinstance(layer, nn.RNNBase) else [weight.detach()]


def _recurrent_matrices(model: nn.Module) -> Iterator[torch.Tensor]:
    """Yield views of the hidden-to-hidden matrices of all recurrent layers, one per gate."""
    for layer in model.modules():
        if isinstance(layer, nn.RNNBase):
            for name, weight in layer.named_parameters(recurse=False):
                yield from _by_gate(layer, weight) if name.startswith("weight_hh") else []


def _by_gate(layer: nn.RNNBase, weight: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return weight.detach().chunk(len(weight) // layer.hidden_size)


def _sparse(units: torch.Tensor, sparsity: float, std: float, generator: torch.Generator) -> None:
    """Fill a matrix (units, inputs); unlike torch.nn.init.sparse_, do not draw from the global generator."""
    nn.init.normal_(units, std=std, generator=generator)
    inputs = units.shape[1]
    order = torch.rand(units.shape, generator=generator).argsort(1)  # (units, inputs), one permutation per row
    units.scatter_(1, order[:, max(1, round((1 - sparsity) * inputs)) :], 0.0)
