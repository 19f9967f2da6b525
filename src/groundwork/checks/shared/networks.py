"""A small network with data, and vector helpers for the checks."""

import torch
from torch import nn

TOLERANCE = 1e-10


def small_network() -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    """Return a network, inputs (32, 8) and labels (32,), in double precision and equal at every call."""
    generator = torch.Generator().manual_seed(42)
    model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3)).double()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3, generator=generator)
    inputs = torch.randn((32, 8), generator=generator, dtype=torch.double)
    return model, inputs, torch.randint(3, (32,), generator=generator)


def flat(model: nn.Module) -> torch.Tensor:
    """Return a copy of all weights and biases as one vector."""
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def flat_gradient(model: nn.Module) -> torch.Tensor:
    """Return a copy of the model's gradients as one vector, with zeros for missing ones."""
    gradients = (torch.zeros_like(each) if each.grad is None else each.grad for each in model.parameters())
    return torch.cat([gradient.detach().flatten() for gradient in gradients])


def cosine(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return the cosine of the angle between two vectors."""
    return float(one @ other / (one.norm() * other.norm()))


def difference(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return the largest absolute difference between two tensors of the same shape."""
    return float((one - other).detach().abs().max())
