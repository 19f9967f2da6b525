"""Exact checks of numbers with few bits."""

import torch

from groundwork.records.schema import CheckBody

SMALL, SCALE = 1e-8, 2.0**16
UPDATES, UPDATE = 1000, 0.001
BITS = 8


def scaling_the_loss_saves_small_gradients() -> CheckBody:
    """A gradient of 1e-8 is zero in 16-bit floats, unless the loss is scaled up first; in bfloat16 it survives.

    Micikevicius et al. 2018: a scaled loss has scaled gradients, which are divided again in 32 bits. bfloat16 has the
    exponent of a 32-bit float, and 8 bits of precision instead of 11.
    """
    gradient = torch.tensor(SMALL)
    as_float16 = gradient.to(torch.float16).item()
    scaled = (SCALE * gradient).to(torch.float16).float().item() / SCALE
    as_bfloat16 = gradient.to(torch.bfloat16).item()
    largest = {name: torch.finfo(getattr(torch, name)).max for name in ("float16", "bfloat16")}
    return CheckBody(
        holds=as_float16 == 0 and abs(scaled / SMALL - 1) < 0.01 and abs(as_bfloat16 / SMALL - 1) < 0.01,
        measured={
            "the gradient in float16": as_float16,
            "the same, scaled before and unscaled after": scaled,
            "the gradient in bfloat16": as_bfloat16,
            **{f"largest number in {name}": number for name, number in largest.items()},
        },
    )


def master_weights_keep_small_updates() -> CheckBody:
    """A thousand updates of 0.001 to a weight of 1 are lost in bfloat16, and add up in a 32-bit copy.

    Near 1, bfloat16 has no numbers closer together than 1/128, so each sum is rounded back. Hence mixed precision keeps
    the weights that the optimizer updates in 32 bits.
    """
    weight, copy = torch.ones((), dtype=torch.bfloat16), torch.ones(())
    for _ in range(UPDATES):
        weight += torch.tensor(UPDATE, dtype=torch.bfloat16)
        copy += UPDATE
    return CheckBody(
        holds=weight.item() == 1 and abs(copy.item() - 2) < 0.001,
        measured={
            "the weight in bfloat16 after all updates": weight.item(),
            "its 32-bit copy": copy.item(),
            "next number above 1 in bfloat16": 1 + torch.finfo(torch.bfloat16).eps,
        },
    )


def rounding_error_is_at_most_half_a_step() -> CheckBody:
    """Rounded to 8 bits, a weight moves by at most half a step, and takes a quarter of the memory of a 32-bit float.

    The step is the largest weight over 127. One weight that is ten times as large as all others makes every step ten
    times as large, and so every error.
    """
    generator = torch.Generator().manual_seed(42)
    weights = torch.rand((64, 64), generator=generator, dtype=torch.double) * 2 - 1
    with_outlier = weights.clone()
    with_outlier[0, 0] = 10.0
    steps, errors = zip(*(_step_and_error(each) for each in (weights, with_outlier)), strict=True)
    as_bytes = (weights / steps[0]).round().to(torch.int8)
    memory = as_bytes.element_size() / weights.float().element_size()
    return CheckBody(
        holds=memory == 0.25 and all(0.4 < error / step <= 0.5 for step, error in zip(steps, errors, strict=True)),
        measured={
            "largest error in steps": errors[0] / steps[0],
            "bytes of the rounded weights over those of 32-bit floats": memory,
            "largest error with one weight ten times as large, over that without": errors[1] / errors[0],
        },
    )


def _step_and_error(weights: torch.Tensor) -> tuple[float, float]:
    """Return the step between rounded weights, and the largest error of rounding."""
    step = weights.abs().max().item() / (2 ** (BITS - 1) - 1)
    return step, ((weights / step).round() * step - weights).abs().max().item()
