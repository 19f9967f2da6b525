"""Exact checks of the loss as a landscape: saddle points, and how flat a minimum is."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference, small_network
from groundwork.records.schema import CheckBody

RATE, STEPS, NUDGE = 0.1, 100, 1e-6
FACTOR = 10.0


def gradient_descent_leaves_a_saddle() -> CheckBody:
    """At a saddle point the gradient is zero, and a nudge of a millionth is enough to leave it.

    The loss is x^2 - y^2, with curvature 2 along x and -2 along y. On the line y = 0 gradient descent runs into the
    saddle; beside it, each step multiplies the distance from the line by 1 + 2 * rate.
    """
    ends = {start: _descend(torch.tensor([1.0, start], dtype=torch.double)) for start in (0.0, NUDGE)}
    stuck, moved = ends[0.0], ends[NUDGE]
    expected = NUDGE * (1 + 2 * RATE) ** STEPS
    return CheckBody(
        holds=stuck.abs().max().item() < 1e-6 and abs(moved[1].item() / expected - 1) < TOLERANCE,
        measured={
            f"distance from the saddle after {STEPS} steps on the line": stuck.abs().max().item(),
            f"largest gradient there, after {STEPS} steps": 2 * stuck.abs().max().item(),
            "distance from the line after as many steps from a millionth beside it": moved[1].item(),
        },
    )


def rescaling_layers_changes_the_curvature_only() -> CheckBody:
    """Dividing a ReLU network's first layer by 10 and multiplying the next by 10 changes the curvature and no output.

    Dinh et al. 2017: so how flat a minimum is, by the largest curvature of the loss, says nothing about the function
    that was learned, unless the size of the weights is taken into account.
    """
    _, inputs, labels = small_network()
    generator = torch.Generator().manual_seed(42)
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3)).double()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3, generator=generator)
    before, curvature = model(inputs), _largest_curvature(model, inputs, labels)
    first, first_bias, second, _ = model.parameters()
    with torch.no_grad():
        first.div_(FACTOR)
        first_bias.div_(FACTOR)
        second.mul_(FACTOR)
    after, other_curvature = model(inputs), _largest_curvature(model, inputs, labels)
    apart = difference(before, after)
    return CheckBody(
        holds=apart < TOLERANCE and other_curvature > 2 * curvature,
        measured={
            "largest difference between the outputs": apart,
            "largest curvature before": curvature,
            "largest curvature after": other_curvature,
        },
    )


def _descend(place: torch.Tensor) -> torch.Tensor:
    """Return where gradient descent on x^2 - y^2 is after some steps."""
    place = place.requires_grad_()
    optimizer = torch.optim.SGD([place], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        (place[0] ** 2 - place[1] ** 2).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return place.detach()


def _largest_curvature(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the largest eigenvalue of the loss's matrix of second derivatives."""
    parameters = dict(model.named_parameters())
    shapes = {name: each.shape for name, each in parameters.items()}

    def loss(flat: torch.Tensor) -> torch.Tensor:
        pieces = torch.split(flat, [shape.numel() for shape in shapes.values()])
        weights = {name: piece.view(shape) for (name, shape), piece in zip(shapes.items(), pieces, strict=True)}
        return nn.functional.cross_entropy(torch.func.functional_call(model, weights, inputs), labels)

    flat = torch.cat([each.detach().flatten() for each in parameters.values()])
    hessian = torch.func.hessian(loss)(flat)
    return float(torch.linalg.eigvalsh(hessian)[-1])
