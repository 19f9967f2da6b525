"""Low-rank adapters: what is trained, and what a network is with and without them."""

import pytest
import torch
from torch import nn

from groundwork.components.adapters import add_adapters, freeze, merge_adapters
from groundwork.components.models.convolutions import cnn
from groundwork.components.models.graphs import graph_network
from groundwork.components.models.perceptrons import mlp
from groundwork.components.models.recurrent import gru
from groundwork.components.models.transformer import transformer

SHAPE = (1, 8, 8)
IMAGES = torch.rand(6, *SHAPE, generator=torch.Generator().manual_seed(42))


def adapted(model: nn.Module, rank: int = 2) -> nn.Module:
    freeze(model, "output")
    add_adapters(model, rank, torch.Generator().manual_seed(7), "output")
    return model


def trained_names(model: nn.Module) -> list[str]:
    return [name for name, each in model.named_parameters() if each.requires_grad]


def trained(model: nn.Module) -> nn.Module:
    optimizer = torch.optim.SGD([each for each in model.parameters() if each.requires_grad], lr=0.5)
    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(IMAGES), torch.arange(6) % 3).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return model


def test_frozen_network_trains_one_layer() -> None:
    model = mlp(SHAPE, 3, hidden_layer_sizes=(5, 4))
    weights = {name: each.detach().clone() for name, each in model.named_parameters()}
    freeze(model, "output")

    assert trained_names(model) == ["output.weight", "output.bias"]
    trained(model)
    changed = [name for name, each in model.named_parameters() if not torch.equal(each, weights[name])]
    assert changed == ["output.weight", "output.bias"]


def test_adapters_train_two_narrow_matrices_for_each_layer_but_the_last() -> None:
    model = adapted(mlp(SHAPE, 3, hidden_layer_sizes=(5, 4)))
    sizes = {name: tuple(each.shape) for name, each in model.named_parameters() if each.requires_grad}

    assert sizes == {
        "hidden_1.parametrizations.weight.0.down": (2, 64),
        "hidden_1.parametrizations.weight.0.up": (5, 2),
        "hidden_2.parametrizations.weight.0.down": (2, 5),
        "hidden_2.parametrizations.weight.0.up": (4, 2),
        "output.weight": (3, 4),
        "output.bias": (3,),
    }


def test_filter_of_a_convolution_is_one_row_and_rank_is_at_most_the_smaller_side() -> None:
    model = adapted(cnn(SHAPE, 3, filters=(4,), kernel_size=3, dense=5), rank=7)

    assert model.get_parameter("convolution_1.parametrizations.weight.0.down").shape == (4, 9)
    assert model.get_parameter("dense.parametrizations.weight.0.up").shape == (5, 5)


@pytest.mark.parametrize("make", [mlp, cnn, transformer, graph_network])
def test_adapters_change_nothing_until_trained_and_merge_into_the_usual_layers(make: object) -> None:
    assert callable(make)
    torch.manual_seed(42)
    model: nn.Module = make(SHAPE, 3)
    names, before = list(model.state_dict()), model(IMAGES)
    frozen = {name: each.clone() for name, each in model.state_dict().items()}

    adapted(model)
    assert torch.equal(model(IMAGES), before)
    logits = trained(model)(IMAGES)
    assert (logits - before).abs().max() > 1e-3
    merge_adapters(model)

    assert torch.allclose(model(IMAGES), logits, rtol=0, atol=1e-6)
    assert sorted(model.state_dict()) == sorted(names)
    for name, weight in model.state_dict().items():
        if weight.ndim > 1 and not name.startswith("output."):
            assert int(torch.linalg.matrix_rank((weight - frozen[name]).flatten(1), atol=1e-5)) <= 2


def test_recurrent_layers_have_no_adapters() -> None:
    model = adapted(gru(SHAPE, 3, hidden_size=5))

    assert trained_names(model) == ["output.weight", "output.bias"]
