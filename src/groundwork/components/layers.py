"""The layers of a network, whatever the network is: their weights, their outputs and what they cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from groundwork.records.schema import Layer, Reshaping

# What is told of a layer as it runs: its name, the layer, what it was given, what it puts out.
See = Callable[[str, nn.Module, torch.Tensor, torch.Tensor], None]


def weights_of(layer: nn.Module) -> list[nn.Parameter]:
    """Return a layer's own weights: parameters of two dimensions or more; biases and scales of a norm have one."""
    return [each for each in layer.parameters(recurse=False) if each.ndim > 1]


def weighted_layers(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Yield name and module of each layer with weights of its own, in the order of the forward pass."""
    return ((name, layer) for name, layer in model.named_modules() if weights_of(layer))


def layers_before_nonlinearities(model: nn.Module) -> list[str]:
    """Return the names of the weighted layers whose outputs go into an activation function.

    A recurrent layer has its nonlinearities inside and is none of them.
    """
    parts = [
        (name, part)
        for name, part in model.named_modules()
        if not list(part.children()) and not isinstance(part, nn.modules.batchnorm._BatchNorm)
    ]
    return [
        name
        for (name, part), (_, after) in pairwise(parts)
        if weights_of(part) and type(after).__module__ == nn.modules.activation.__name__
    ]


def layer_outputs(model: nn.Module, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return each weighted layer's outputs before the nonlinearity, the model left in evaluation mode or not as it was.

    Batch normalization counts as the end of the layer that it follows. A recurrent layer gives its states (batch,
    steps, units), a layer of a transformer (batch, patches, units).
    """
    outputs: dict[str, torch.Tensor] = {}

    def see(name: str, layer: nn.Module, given: torch.Tensor, output: torch.Tensor) -> None:
        if weights_of(layer):
            outputs[name] = output
        elif isinstance(layer, nn.modules.batchnorm._BatchNorm):
            outputs.update({each: output for each, earlier in outputs.items() if earlier is given})

    _run(model, inputs, see)
    return outputs


@contextmanager
def eval_mode(model: nn.Module) -> Iterator[None]:
    """Context manager: eval mode with gradients; restores the previous mode."""
    was_training = model.training
    model.eval()
    try:
        # cuDNN has no gradient of a recurrent layer in evaluation mode; torch's own kernels have.
        with torch.backends.cudnn.flags(enabled=False):
            yield
    finally:
        model.train(was_training)


def describe(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> list[Layer]:
    """Return each layer with parameters of its own, what follows and precedes it, and the shape of its output."""
    described: list[Layer] = []
    reshaped: list[Reshaping] = []

    def see(name: str, layer: nn.Module, given: torch.Tensor, output: torch.Tensor) -> None:
        sizes = list(output.shape[1:])
        if parameters := sum(each.numel() for each in layer.parameters(recurse=False)):
            kind = type(layer).__name__.lstrip("_")
            found = Layer(name=name, kind=kind, output_shape=sizes, parameters=parameters, reshaped=list(reshaped))
            described.append(found.model_copy(update=_window(layer)))
            reshaped.clear()
        elif type(layer).__module__ == nn.modules.activation.__name__ and described:
            described[-1] = described[-1].model_copy(update={"activation": type(layer).__name__})
        elif output.shape != given.shape:
            reshaped.append(Reshaping(name=name.rpartition(".")[2], output_shape=sizes))

    blank = torch.zeros((1, *shape), dtype=dtype, device=next(model.parameters()).device)
    _run(model, blank, see, lambda layer: not list(layer.children()) or has_parameters(layer))
    return described


def has_parameters(layer: nn.Module) -> bool:
    """Return whether a layer has parameters of its own."""
    return bool(list(layer.parameters(recurse=False)))


def multiply_adds(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> int:
    """Return how many products are summed up when one input is passed forward: those of matrices and convolutions.

    Biases, norms and nonlinearities are left out, as they are in most published counts.
    """
    # The meta device has shapes and no numbers; there every layer runs as the plain products that can be counted.
    blank = deepcopy(model).to("meta").eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        blank(torch.zeros((1, *shape), dtype=dtype, device="meta"))
    return int(counter.get_total_flops()) // 2


def _window(layer: nn.Module) -> dict[str, Any]:
    """Return what a convolution's window is, by side; nothing of another layer."""
    if not isinstance(layer, nn.Conv2d):
        return {}
    return {name: list(getattr(layer, name)) for name in ("kernel_size", "stride", "padding")}


def _run(
    model: nn.Module, inputs: torch.Tensor, see: See, is_seen: Callable[[nn.Module], bool] = has_parameters
) -> None:
    """Pass inputs forward in evaluation mode and let `see` look at each layer that is to be seen."""

    def look(name: str) -> Callable[..., None]:
        def hook(
            layer: nn.Module, given: tuple[torch.Tensor], output: torch.Tensor | tuple[torch.Tensor, object]
        ) -> None:
            # A recurrent layer puts out its states and, beside them, the last one.
            see(name, layer, given[0], output[0] if isinstance(output, tuple) else output)

        return hook

    layers = [(name, layer) for name, layer in model.named_modules() if is_seen(layer)]
    hooks = [layer.register_forward_hook(look(name)) for name, layer in layers]
    was_training = model.training
    try:
        model.eval()
        with torch.no_grad():
            model(inputs)
    finally:
        model.train(was_training)
        for each in hooks:
            each.remove()
