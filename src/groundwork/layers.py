"""The layers of a network that have weights, whatever the network is."""

from collections.abc import Iterator

import torch
from torch import nn

from groundwork.records import Layer


def weighted_layers(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Yield name and module of each layer with weights of its own, in the order of the forward pass."""
    for name, layer in model.named_modules():
        if isinstance(getattr(layer, "weight", None), nn.Parameter):
            yield name, layer


def layer_outputs(model: nn.Module, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return what each weighted layer puts out for a batch, the model left in evaluation mode or not as it was."""
    outputs: dict[str, torch.Tensor] = {}

    def keep(name: str) -> object:
        return lambda _module, _inputs, output: outputs.__setitem__(name, output.detach())

    hooks = [layer.register_forward_hook(keep(name)) for name, layer in weighted_layers(model)]  # type: ignore[arg-type]
    was_training = model.training
    try:
        model.eval()
        with torch.no_grad():
            model(inputs)
    finally:
        model.train(was_training)
        for hook in hooks:
            hook.remove()
    return outputs


def describe(model: nn.Module, shape: tuple[int, int, int]) -> list[Layer]:
    """Return each weighted layer with the shape of its output for one image and its number of parameters."""
    example = torch.zeros((1, *shape), device=next(model.parameters()).device)
    outputs = layer_outputs(model, example)
    return [
        Layer(
            name=name,
            kind=type(layer).__name__,
            output_shape=list(outputs[name].shape[1:]),
            parameters=sum(each.numel() for each in layer.parameters()),
        )
        for name, layer in weighted_layers(model)
    ]
