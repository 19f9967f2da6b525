"""Inspects the layers of any network: weights, outputs, shapes and multiply-adds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from groundwork.records.schema import Layer, Reshaping

NORMS = (nn.modules.batchnorm._BatchNorm, nn.LayerNorm)
# Called for each layer in a forward pass: name, layer, input, output.
Visit = Callable[[str, nn.Module, torch.Tensor, torch.Tensor], None]


def weights_of(layer: nn.Module) -> list[nn.Parameter]:
    """Return a layer's own weights: parameters with at least two dimensions (biases and norm scales have one)."""
    return [each for each in layer.parameters(recurse=False) if each.ndim > 1]


def weighted_layers(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Yield name and module of each layer that has weights itself, in forward order."""
    return ((name, layer) for name, layer in model.named_modules() if weights_of(layer))


def layers_before_nonlinearities(model: nn.Module) -> dict[str, nn.Module]:
    """Return the activation function that follows a weighted layer, by the name of each layer that has one.

    Recurrent layers are not included: their nonlinearities are internal.
    """
    parts = [
        (name, part)
        for name, part in model.named_modules()
        if not list(part.children()) and not isinstance(part, NORMS)
    ]
    return {
        name: after
        for (name, part), (_, after) in pairwise(parts)
        if weights_of(part) and type(after).__module__ == nn.modules.activation.__name__
    }


def layer_outputs(model: nn.Module, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return each weighted layer's pre-activations in eval mode; restores the model's mode.

    If normalization follows a layer of the same block, its output is taken. Recurrent layers give hidden states (batch,
    steps, units), transformer layers (batch, patches, units).
    """
    outputs: dict[str, torch.Tensor] = {}

    def is_normed(earlier: str, norm: str) -> bool:
        # Not the position embeddings, although the norm of a transformer's first block reads them.
        return earlier.rpartition(".")[0] == norm.rpartition(".")[0]

    def visit(name: str, layer: nn.Module, layer_input: torch.Tensor, output: torch.Tensor) -> None:
        if weights_of(layer):
            outputs[name] = output
        elif isinstance(layer, NORMS):
            before = [each for each, earlier in outputs.items() if earlier is layer_input and is_normed(each, name)]
            outputs.update(dict.fromkeys(before, output))

    _visit_layers(model, inputs, visit)
    return outputs


def activation_outputs(model: nn.Module, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return the outputs of the activation function after each weighted layer that has one, by the layer's name.

    They are computed in eval mode; restores the model's mode.
    """
    layers = {activation: name for name, activation in layers_before_nonlinearities(model).items()}
    outputs: dict[str, torch.Tensor] = {}

    def visit(_name: str, activation: nn.Module, _input: torch.Tensor, output: torch.Tensor) -> None:
        outputs[layers[activation]] = output

    _visit_layers(model, inputs, visit, layers.__contains__)
    return outputs


@contextmanager
def eval_mode(model: nn.Module) -> Iterator[None]:
    """Context manager: eval mode with gradients; restores the previous mode."""
    was_training = model.training
    model.eval()
    try:
        # cuDNN cannot backpropagate through recurrent layers in eval mode; torch's own kernels can.
        with torch.backends.cudnn.flags(enabled=False):
            yield
    finally:
        model.train(was_training)


def describe(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> list[Layer]:
    """Return each layer that has parameters, with its output shape, activation and preceding reshapes."""
    described: list[Layer] = []
    reshaped: list[Reshaping] = []

    def visit(name: str, layer: nn.Module, layer_input: torch.Tensor, output: torch.Tensor) -> None:
        sizes = list(output.shape[1:])
        if parameters := sum(each.numel() for each in layer.parameters(recurse=False)):
            kind = type(layer).__name__.lstrip("_")
            found = Layer(name=name, kind=kind, output_shape=sizes, parameters=parameters, reshaped=list(reshaped))
            described.append(found.model_copy(update=_window(layer)))
            reshaped.clear()
        elif type(layer).__module__ == nn.modules.activation.__name__ and described:
            described[-1] = described[-1].model_copy(update={"activation": type(layer).__name__})
        elif output.shape != layer_input.shape:
            reshaped.append(Reshaping(name=name.rpartition(".")[2], output_shape=sizes))

    blank = torch.zeros((1, *shape), dtype=dtype, device=next(model.parameters()).device)
    _visit_layers(model, blank, visit, lambda layer: not list(layer.children()) or has_parameters(layer))
    return described


def has_parameters(layer: nn.Module) -> bool:
    """Return whether a layer itself has parameters."""
    return bool(list(layer.parameters(recurse=False)))


def multiply_adds(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> int:
    """Return the multiply-adds of one input's forward pass, counting matrix products and convolutions.

    Biases, norms and nonlinearities are not counted, as in most published counts.
    """
    # On the meta device (shapes without values), every layer runs as plain products, which FlopCounterMode can count.
    blank = deepcopy(model).to("meta").eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        blank(torch.zeros((1, *shape), dtype=dtype, device="meta"))
    return int(counter.get_total_flops()) // 2


def _window(layer: nn.Module) -> dict[str, Any]:
    """Return kernel size, stride and padding of a convolution; empty for other layers."""
    if not isinstance(layer, nn.Conv2d):
        return {}
    return {name: list(getattr(layer, name)) for name in ("kernel_size", "stride", "padding")}


def _visit_layers(
    model: nn.Module, inputs: torch.Tensor, visit: Visit, is_visited: Callable[[nn.Module], bool] = has_parameters
) -> None:
    """Run a forward pass in eval mode and call `visit` for each layer for which `is_visited` is true."""

    def make_hook(name: str) -> Callable[..., None]:
        def hook(
            layer: nn.Module, inputs: tuple[torch.Tensor], output: torch.Tensor | tuple[torch.Tensor, object]
        ) -> None:
            # A recurrent layer returns a tuple: all hidden states, and the last one.
            visit(name, layer, inputs[0], output[0] if isinstance(output, tuple) else output)

        return hook

    layers = [(name, layer) for name, layer in model.named_modules() if is_visited(layer)]
    hooks = [layer.register_forward_hook(make_hook(name)) for name, layer in layers]
    was_training = model.training
    try:
        model.eval()
        with torch.no_grad():
            model(inputs)
    finally:
        model.train(was_training)
        for each in hooks:
            each.remove()
