"""Memory for activations: what a forward pass keeps until the backward pass."""

import torch
from torch import nn

from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Splits
from groundwork.training.run import fresh_model

BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)


def activation_memory(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return the bytes that the network's forward pass keeps for the backward pass, by batch size.

    Counted, not timed: all storage that autograd saves in training mode, with the inputs and without the weights. The
    second case is the number at the smallest size, multiplied by the ratio of the sizes.
    """
    model = fresh_model(spec, splits, seed).train()
    kept = {size: _saved_bytes(model, splits.train.inputs.new_zeros((size, *splits.shape))) for size in BATCH_SIZES}
    smallest = BATCH_SIZES[0]
    return [
        *(measured("measured", "saved_activation_bytes", size, count) for size, count in kept.items()),
        *(
            measured("in proportion to the batch", "saved_activation_bytes", size, kept[smallest] * size / smallest)
            for size in BATCH_SIZES
        ),
    ]


def _saved_bytes(model: nn.Module, inputs: torch.Tensor) -> int:
    """Return the size of all storage that is saved for the backward pass and does not belong to the model."""
    own = {each.untyped_storage().data_ptr() for each in (*model.parameters(), *model.buffers())}
    sizes: dict[int, int] = {}

    def count(saved: torch.Tensor) -> torch.Tensor:
        storage = saved.untyped_storage()
        if storage.data_ptr() not in own:
            sizes[storage.data_ptr()] = storage.nbytes()
        return saved

    with torch.autograd.graph.saved_tensors_hooks(count, lambda saved: saved):
        outputs = model(inputs)  # kept until here, so that no address is used twice
    del outputs
    return sum(sizes.values())
