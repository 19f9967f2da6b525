"""Exact checks of what a training step does with gradients."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, cosine, difference, flat_gradient, small_network
from groundwork.records.schema import CheckBody

PARTS = 4


def gradients_add_up_without_zeroing() -> CheckBody:
    """A backward pass adds to the gradients that are there: the same batch again, without zeroing, gives the double."""
    model, inputs, labels = small_network()
    once = _after_backward(model, inputs, labels)
    twice = _after_backward(model, inputs, labels)
    model.zero_grad()
    zeroed = _after_backward(model, inputs, labels)
    return CheckBody(
        holds=torch.equal(twice, 2 * once) and torch.equal(zeroed, once),
        measured={
            "length of the gradient after two passes over that after one": (twice.norm() / once.norm()).item(),
            "length after zeroing and one pass over that after the first": (zeroed.norm() / once.norm()).item(),
        },
    )


def accumulated_gradients_equal_one_large_batch() -> CheckBody:
    """Gradients of a batch's equal parts, each loss divided by their number, add up to the gradient of the whole batch.

    Not so with batch normalization, which works with the mean and the variance of each part alone.
    """
    plain = _accumulation_error(batch_norm=False)
    batch_norm = _accumulation_error(batch_norm=True)
    return CheckBody(
        holds=plain < TOLERANCE < batch_norm,
        measured={
            f"largest difference between the gradients of {PARTS} parts and of the whole": plain,
            "largest difference with batch normalization": batch_norm,
        },
    )


def clipping_keeps_direction() -> CheckBody:
    """Clipping by the norm shortens a gradient to the limit and keeps its direction; a shorter one stays as it is.

    Pascanu et al. 2013. Clipping each number by itself turns the gradient.
    """
    model, inputs, labels = small_network()
    gradient = _after_backward(model, inputs, labels)
    length, highest = gradient.norm().item(), gradient.abs().max().item()
    nn.utils.clip_grad_norm_(model.parameters(), 2 * length)
    untouched = flat_gradient(model)
    nn.utils.clip_grad_norm_(model.parameters(), length / 10)
    clipped = flat_gradient(model)
    model.zero_grad()
    _after_backward(model, inputs, labels)
    nn.utils.clip_grad_value_(model.parameters(), highest / 10)
    by_value = flat_gradient(model)
    shortened = clipped.norm().item() / length
    return CheckBody(
        # Not closer to 0.1: torch divides by the length + 0.000001.
        holds=torch.equal(untouched, gradient)
        and abs(cosine(clipped, gradient) - 1) < TOLERANCE
        and abs(shortened - 0.1) < 1e-5,
        measured={
            "length over the original's, with a limit of a tenth of it": shortened,
            "cosine between the clipped gradient and the original": cosine(clipped, gradient),
            "cosine after clipping each number by itself": cosine(by_value, gradient),
        },
    )


def _after_backward(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, parts: int = 1) -> torch.Tensor:
    """Run a backward pass of the loss divided by `parts` and return all the gradients that the model then holds."""
    loss = nn.functional.cross_entropy(model(inputs), labels) / parts
    loss.backward()  # type: ignore[no-untyped-call]
    return flat_gradient(model)


def _accumulation_error(batch_norm: bool) -> float:
    """Return the largest difference between a batch's gradient and the one accumulated over equal parts of it."""
    model, inputs, labels = small_network()
    if batch_norm:
        model = nn.Sequential(nn.BatchNorm1d(inputs.shape[1], dtype=torch.double), model)
    whole = _after_backward(model, inputs, labels)
    model.zero_grad()
    for part_of_inputs, part_of_labels in zip(inputs.chunk(PARTS), labels.chunk(PARTS), strict=True):
        _after_backward(model, part_of_inputs, part_of_labels, PARTS)
    return difference(flat_gradient(model), whole)
