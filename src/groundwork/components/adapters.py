"""Low-rank adapters: a trained change of low rank beside frozen weights."""

import torch
from torch import nn
from torch.nn.utils import parametrize

from groundwork.components.layers import weighted_layers


class LowRankChange(nn.Module):
    """Adds B A to a weight, with A (rank, inputs) and B (outputs, rank), of which B starts at zero.

    Hu et al. (2022) multiply the change by a constant over the rank, so that one learning rate fits all ranks. A filter
    of a convolution counts as one row of its weight.
    """

    def __init__(self, weight: torch.Tensor, rank: int, generator: torch.Generator) -> None:
        super().__init__()
        outputs, inputs = weight.flatten(1).shape
        self.down = nn.Parameter(torch.empty(rank, inputs).normal_(std=inputs**-0.5, generator=generator).to(weight))
        self.up = nn.Parameter(torch.zeros(outputs, rank).to(weight))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Return the changed weight."""
        return weight + (self.up @ self.down).view_as(weight)


def freeze(model: nn.Module, without: str) -> None:
    """Let training change nothing but the layer named `without`."""
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(f"{without}."))


def add_adapters(model: nn.Module, rank: int, generator: torch.Generator, without: str) -> None:
    """Give the weights of all layers but the one named `without` an adapter of at most this rank.

    Recurrent layers stay as they are, as torch keeps their weights in a place of its own.
    """
    layers = [(name, layer) for name, layer in weighted_layers(model) if name != without]
    for layer in (layer for _, layer in layers if not isinstance(layer, nn.RNNBase)):
        for key, weight in [each for each in layer.named_parameters(recurse=False) if each[1].ndim > 1]:
            change = LowRankChange(weight.detach(), min(rank, *weight.flatten(1).shape), generator)
            parametrize.register_parametrization(layer, key, change)


def merge_adapters(model: nn.Module) -> None:
    """Add each adapter's change to its weight for good, so that the network has its usual layers again."""
    for layer in [each for each in model.modules() if parametrize.is_parametrized(each)]:
        for key in dict(layer.get_submodule("parametrizations").named_children()):
            parametrize.remove_parametrizations(layer, key)
