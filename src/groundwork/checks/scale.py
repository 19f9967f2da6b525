"""Exact checks of how the training of large networks is cut into parts."""

import weakref
from collections.abc import Callable

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint_sequential

from groundwork.checks.shared.networks import TOLERANCE, difference, flat_gradient, small_network
from groundwork.records.schema import CheckBody

WORKERS = 4
LAYERS, SEGMENTS = 16, 4


def parallel_training_equals_one_device() -> CheckBody:
    """Workers that average the gradients of equal parts of a batch, or hold parts of each layer, act as one device.

    Data parallelism: each worker has all weights and a part of the batch. Tensor parallelism (Shoeybi et al. 2019):
    each has the whole batch, some units of a layer and their outgoing weights; the partial outputs are summed. Parts of
    unequal size show what the plain average needs.
    """
    model, inputs, labels = small_network()
    whole = _gradient(model, inputs, labels)
    by_worker = [_gradient(model, *part) for part in zip(inputs.chunk(WORKERS), labels.chunk(WORKERS), strict=True)]
    unequal = [_gradient(model, inputs[:8], labels[:8]), _gradient(model, inputs[8:], labels[8:])]
    first, first_bias, second, second_bias = model.parameters()
    cut = zip(first.chunk(WORKERS), first_bias.chunk(WORKERS), second.chunk(WORKERS, 1), strict=True)
    parts = [(inputs @ weights.T + bias).tanh() @ outgoing.T for weights, bias, outgoing in cut]
    apart = difference(torch.stack(by_worker).mean(0), whole)
    apart_in_parts = difference(torch.stack(parts).sum(0) + second_bias, model(inputs))
    apart_unequal = difference(torch.stack(unequal).mean(0), whole)
    return CheckBody(
        holds=max(apart, apart_in_parts) < TOLERANCE < apart_unequal,
        measured={
            f"largest difference of the gradient averaged over {WORKERS} workers": apart,
            "the same with parts of unequal size": apart_unequal,
            f"largest difference of the outputs with each layer cut into {WORKERS} parts": apart_in_parts,
        },
    )


def checkpointing_trades_memory_for_a_second_forward_pass() -> CheckBody:
    """Gradient checkpointing gives the same gradients, keeps fewer outputs, and computes layers a second time.

    Chen et al. 2016: of 16 layers in 4 segments, the outputs inside a segment are not kept but computed again when the
    backward pass needs them; torch keeps those of the last segment, which it needs first.
    """
    plain = _counted(lambda layers, inputs: layers(inputs))
    checkpointed = _counted(_in_segments)
    return CheckBody(
        holds=torch.equal(plain[0], checkpointed[0]) and checkpointed[1] < plain[1] == plain[2] < checkpointed[2],
        measured={
            "largest difference of the gradient": difference(plain[0], checkpointed[0]),
            "layers whose outputs are kept after the forward pass": plain[1],
            "the same with checkpointing": checkpointed[1],
            "layers computed in both passes": plain[2],
            "layers computed in both passes with checkpointing": checkpointed[2],
        },
    )


def _in_segments(layers: nn.Sequential, inputs: torch.Tensor) -> torch.Tensor:
    outputs: torch.Tensor = checkpoint_sequential(layers, SEGMENTS, inputs, use_reentrant=False)  # type: ignore[no-untyped-call]
    return outputs


def _counted(forward: Callable[[nn.Sequential, torch.Tensor], torch.Tensor]) -> tuple[torch.Tensor, int, int]:
    """Return the gradient of a deep network, how many layers' outputs were kept, and how many layers were computed."""
    generator = torch.Generator().manual_seed(42)
    layers = nn.Sequential(*(nn.Sequential(nn.Linear(8, 8), nn.Tanh()) for _ in range(LAYERS))).double()
    for parameter in layers.parameters():
        nn.init.normal_(parameter, std=0.5, generator=generator)
    outputs: list[weakref.ref[torch.Tensor]] = []
    for layer in layers:
        layer.register_forward_hook(lambda _layer, _inputs, output: outputs.append(weakref.ref(output)))
    loss = forward(layers, torch.randn((4, 8), generator=generator, dtype=torch.double)).square().mean()
    kept = sum(each() is not None for each in outputs)
    loss.backward()  # type: ignore[no-untyped-call]
    return flat_gradient(layers), kept, len(outputs)


def _gradient(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    model.zero_grad()
    nn.functional.cross_entropy(model(inputs), labels).backward()  # type: ignore[no-untyped-call]
    return flat_gradient(model)
