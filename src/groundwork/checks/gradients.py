"""Exact checks of gradients: accumulation, clipping and noise."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, cosine, difference, flat_gradient, small_network
from groundwork.records.schema import CheckBody

PARTS = 4
IMAGES = 6  # few, as all batches of four of them are enumerated


def gradients_add_up_without_zeroing() -> CheckBody:
    """A backward pass adds to existing gradients: the same batch twice without zeroing doubles them."""
    model, inputs, labels = small_network()
    once = _after_backward(model, inputs, labels)
    twice = _after_backward(model, inputs, labels)
    model.zero_grad()
    zeroed = _after_backward(model, inputs, labels)
    return CheckBody(
        holds=torch.equal(twice, 2 * once) and torch.equal(zeroed, once),
        measured={
            "ratio of gradient norms, two passes to one": (twice.norm() / once.norm()).item(),
            "ratio of gradient norms, one pass after zeroing to one": (zeroed.norm() / once.norm()).item(),
        },
    )


def accumulated_gradients_equal_one_large_batch() -> CheckBody:
    """Accumulated gradients of equal micro-batches, each loss over their number, equal the full-batch gradient.

    This fails with batch normalization, which uses the mean and the variance of each micro-batch.
    """
    plain = _accumulation_error(batch_norm=False)
    batch_norm = _accumulation_error(batch_norm=True)
    return CheckBody(
        holds=plain < TOLERANCE < batch_norm,
        measured={
            f"largest difference between gradients of {PARTS} micro-batches and of the full batch": plain,
            "largest difference with batch normalization": batch_norm,
        },
    )


def clipping_keeps_direction() -> CheckBody:
    """Clipping by norm scales a gradient down to the limit and keeps its direction; shorter gradients do not change.

    Pascanu et al. 2013. Clipping each component by value changes the direction.
    """
    model, inputs, labels = small_network()
    gradient = _after_backward(model, inputs, labels)
    norm, largest = gradient.norm().item(), gradient.abs().max().item()
    nn.utils.clip_grad_norm_(model.parameters(), 2 * norm)
    unclipped = flat_gradient(model)
    nn.utils.clip_grad_norm_(model.parameters(), norm / 10)
    clipped = flat_gradient(model)
    model.zero_grad()
    _after_backward(model, inputs, labels)
    nn.utils.clip_grad_value_(model.parameters(), largest / 10)
    by_value = flat_gradient(model)
    ratio = clipped.norm().item() / norm
    return CheckBody(
        # Not exactly 0.1: torch divides by the norm + 0.000001.
        holds=torch.equal(unclipped, gradient)
        and abs(cosine(clipped, gradient) - 1) < TOLERANCE
        and abs(ratio - 0.1) < 1e-5,
        measured={
            "norm over the original norm, with a limit of a tenth of it": ratio,
            "cosine between the clipped gradient and the original": cosine(clipped, gradient),
            "cosine after clipping each component by value": cosine(by_value, gradient),
        },
    )


def four_times_the_batch_halves_the_noise() -> CheckBody:
    """The gradient noise falls as one over the root of the batch size: four times the batch halves it.

    The noise is the root mean squared distance of a batch's gradient from that of all images, over all batches that can
    be drawn with replacement. Independent errors average out: the variance of a mean of n is that of one over n.
    Without replacement it falls faster, to zero for a batch of all images.
    """
    model, inputs, labels = small_network()
    gradients = []
    for image in range(IMAGES):
        model.zero_grad()
        gradients.append(_after_backward(model, inputs[[image]], labels[[image]]))
    one, four = (_noise(torch.stack(gradients), size) for size in (1, 4))
    return CheckBody(
        holds=abs(one / four - 2) < TOLERANCE,
        measured={
            "noise of batches of one image over the norm of the full gradient": one,
            "noise of batches of four images over the norm of the full gradient": four,
            "ratio": one / four,
        },
    )


def _noise(gradients: torch.Tensor, size: int) -> float:
    """Return the noise of all batches of a size, relative to the gradient of all images (images, parameters)."""
    full = gradients.mean(0)
    batches = torch.cartesian_prod(*[torch.arange(len(gradients))] * size).view(-1, size)
    errors = gradients[batches].mean(1) - full  # (batches, parameters)
    return float(errors.norm(dim=1).square().mean().sqrt() / full.norm())


def _after_backward(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, parts: int = 1) -> torch.Tensor:
    """Run a backward pass of the loss divided by `parts` and return the model's gradients."""
    loss = nn.functional.cross_entropy(model(inputs), labels) / parts
    loss.backward()  # type: ignore[no-untyped-call]
    return flat_gradient(model)


def _accumulation_error(batch_norm: bool) -> float:
    """Return the largest difference between a batch's gradient and the one accumulated over micro-batches."""
    model, inputs, labels = small_network()
    if batch_norm:
        model = nn.Sequential(nn.BatchNorm1d(inputs.shape[1], dtype=torch.double), model)
    full_batch = _after_backward(model, inputs, labels)
    model.zero_grad()
    for micro_inputs, micro_labels in zip(inputs.chunk(PARTS), labels.chunk(PARTS), strict=True):
        _after_backward(model, micro_inputs, micro_labels, PARTS)
    return difference(flat_gradient(model), full_batch)
