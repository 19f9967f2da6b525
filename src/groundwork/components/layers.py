"""The layers of a network, whatever the network is: their weights, their outputs and what they cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import pairwise

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from groundwork.records.schema import Layer

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
def evaluation(model: nn.Module) -> Iterator[None]:
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
    """Return each layer with parameters of its own: the shape of its output for one input, its number of parameters."""
    described: list[Layer] = []

    def see(name: str, layer: nn.Module, _given: torch.Tensor, output: torch.Tensor) -> None:
        kind, sizes = type(layer).__name__.lstrip("_"), list(output.shape[1:])
        parameters = sum(each.numel() for each in layer.parameters(recurse=False))
        described.append(Layer(name=name, kind=kind, output_shape=sizes, parameters=parameters))

    _run(model, torch.zeros((1, *shape), dtype=dtype, device=next(model.parameters()).device), see)
    return described


def multiply_adds(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> int:
    """Return how many products are summed up when one input is passed forward: those of matrices and convolutions.

    Biases, norms and nonlinearities are left out, as they are in most published counts.
    """
    # The meta device has shapes and no numbers; there every layer runs as the plain products that can be counted.
    blank = deepcopy(model).to("meta").eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        blank(torch.zeros((1, *shape), dtype=dtype, device="meta"))
    return int(counter.get_total_flops()) // 2


def _run(model: nn.Module, inputs: torch.Tensor, see: See) -> None:
    """Pass inputs forward in evaluation mode and let `see` look at each layer with parameters of its own."""

    def look(name: str) -> Callable[..., None]:
        def hook(
            layer: nn.Module, given: tuple[torch.Tensor], output: torch.Tensor | tuple[torch.Tensor, object]
        ) -> None:
            # A recurrent layer puts out its states and, beside them, the last one.
            see(name, layer, given[0], output[0] if isinstance(output, tuple) else output)

        return hook

    layers = [(name, layer) for name, layer in model.named_modules() if list(layer.parameters(recurse=False))]
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
