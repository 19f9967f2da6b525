"""Inspection of the layers of any network: descriptions, weights and outputs."""

import pytest
import torch
from torch import nn

from groundwork.components.layers import (
    activation_outputs,
    describe,
    layer_outputs,
    layers_before_nonlinearities,
    weights_of,
)
from groundwork.components.models.convolutions import cnn
from groundwork.components.models.perceptrons import mlp, softmax_regression
from groundwork.components.models.recurrent import gru, lstm
from groundwork.components.models.transformer import transformer

MNIST, SMALL = (1, 28, 28), (1, 8, 8)


def test_describe_gives_shapes_of_a_cnn() -> None:
    layers = describe(cnn(MNIST, 10), MNIST)

    assert [(layer.name, layer.kind, layer.output_shape, layer.parameters) for layer in layers] == [
        ("convolution_1", "Conv2d", [16, 14, 14], 416),
        ("convolution_2", "Conv2d", [32, 7, 7], 4640),
        ("dense", "Linear", [66], 103_554),
        ("output", "Linear", [10], 670),
    ]


def test_describe_gives_kernel_activation_and_reshapes() -> None:
    first, _second, dense, output = describe(cnn(MNIST, 10), MNIST)
    of_lstm, of_transformer = (describe(make(MNIST, 10), MNIST) for make in (lstm, transformer))

    assert first.detail == {"kernel_size": [5, 5], "stride": [2, 2], "padding": [2, 2], "activation": "ReLU"}
    assert dense.detail == {"activation": "ReLU", "reshaped": [{"name": "flatten", "output_shape": [1568]}]}
    assert output.detail == {}
    pooled = describe(cnn(MNIST, 10, stride=1, pooling="max"), MNIST)
    assert [(each.name, each.output_shape) for each in pooled[1].reshaped] == [("max_pooling_1", [16, 14, 14])]
    assert [each.name for each in pooled[2].reshaped] == ["max_pooling_2", "flatten"]
    assert [(each.name, each.output_shape) for each in of_lstm[-1].reshaped] == [("last_step", [64])]
    assert [(each.name, each.output_shape) for each in of_transformer[0].reshaped] == [("patches", [16, 49])]
    assert [(each.name, each.output_shape) for each in of_transformer[-1].reshaped] == [("mean", [64])]


def test_describe_gives_shapes_of_other_layers() -> None:
    of_lstm = describe(lstm(MNIST, 10, hidden_size=8), MNIST)
    of_transformer = describe(transformer(MNIST, 10, num_layers=1), MNIST)
    of_mlp = describe(mlp(SMALL, 3, hidden_layer_sizes=(5,), normalization="batch"), SMALL)

    assert (of_lstm[0].name, of_lstm[0].kind, of_lstm[0].output_shape) == ("recurrent_1", "LSTM", [28, 8])
    assert [layer.name for layer in of_transformer] == [
        *["embedding", "positions", "block_1.norm_1", "block_1.attention.query", "block_1.attention.key"],
        *["block_1.attention.value", "block_1.attention.projection", "block_1.norm_2", "block_1.expand"],
        *["block_1.contract", "norm", "output"],
    ]
    assert (of_transformer[1].kind, of_transformer[1].output_shape) == ("Positions", [16, 64])
    assert [(layer.name, layer.kind, layer.parameters) for layer in of_mlp[:2]] == [
        ("hidden_1", "Linear", 64 * 5 + 5),
        ("norm_1", "BatchNorm1d", 10),
    ]


def test_weights_of_returns_the_matrices_of_a_layer() -> None:
    model = gru(SMALL, 3, hidden_size=5)

    assert [list(each.shape) for each in weights_of(model.get_submodule("recurrent_1"))] == [[15, 8], [15, 5]]
    assert weights_of(nn.BatchNorm1d(3)) == weights_of(nn.LayerNorm(3)) == weights_of(model) == []


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (softmax_regression(SMALL, 3), []),
        (mlp(SMALL, 3), ["hidden_1", "hidden_2"]),
        (mlp(SMALL, 3, normalization="batch", dropout=0.5), ["hidden_1", "hidden_2"]),
        (mlp(SMALL, 3, normalization="layer"), ["hidden_1", "hidden_2"]),
        (mlp(SMALL, 3, activation="none"), []),
        (cnn(SMALL, 3), ["convolution_1", "convolution_2", "dense"]),
        (cnn(SMALL, 3, pooling="max"), ["convolution_1", "convolution_2", "dense"]),
        (lstm(SMALL, 3), []),
        (transformer(SMALL, 3), ["block_1.expand", "block_2.expand"]),
    ],
)
def test_layers_before_nonlinearities_are_found(model: nn.Module, names: list[str]) -> None:
    assert list(layers_before_nonlinearities(model)) == names


@pytest.mark.parametrize("training", [True, False])
def test_activation_outputs_are_those_of_the_activation_functions(training: bool) -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5, 4), dropout=0.5, normalization="batch").train(training)
    images = torch.randn(7, *SMALL)

    outputs = activation_outputs(model, images)

    before = layer_outputs(model, images)
    assert list(outputs) == ["hidden_1", "hidden_2"]
    assert all(torch.equal(output, before[name].relu()) for name, output in outputs.items())
    assert model.training is training
    assert activation_outputs(softmax_regression(SMALL, 3), images) == {}


@pytest.mark.parametrize("training", [True, False])
def test_layer_outputs_leaves_no_hooks_and_keeps_the_mode(training: bool) -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5,)).train(training)
    images = torch.randn(7, *SMALL)

    outputs = layer_outputs(model, images)

    assert {name: tuple(output.shape) for name, output in outputs.items()} == {"hidden_1": (7, 5), "output": (7, 3)}
    assert torch.equal(outputs["output"], model(images))
    assert not any(output.requires_grad for output in outputs.values())
    assert model.training is training
    assert not any(layer._forward_hooks for layer in model.modules())


def test_layer_outputs_are_taken_after_batch_norm() -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5, 4), normalization="batch").double()
    images = torch.rand(7, *SMALL, dtype=torch.double)
    hidden, norm = model.get_submodule("hidden_1"), model.get_submodule("norm_1")
    assert isinstance(norm, nn.BatchNorm1d)
    assert norm.running_mean is not None
    norm.running_mean.fill_(3.0)

    outputs = layer_outputs(model, images)

    assert list(outputs) == ["hidden_1", "hidden_2", "output"]
    normed = (hidden(images.flatten(1)) - 3) / (1 + 1e-5) ** 0.5
    assert torch.allclose(outputs["hidden_1"], normed, rtol=0, atol=1e-12)
    assert norm.running_mean.tolist() == [3.0] * 5


def test_layer_outputs_are_taken_after_layer_norm_of_the_same_block() -> None:
    model, other = mlp(SMALL, 3, hidden_layer_sizes=(5,), normalization="layer"), transformer(SMALL, 3)
    images = torch.rand(7, *SMALL)

    hidden, positions = layer_outputs(model, images)["hidden_1"], layer_outputs(other, images)["positions"]

    assert hidden.mean(1).abs().max() < 1e-6
    assert hidden.var(1, unbiased=False).tolist() == pytest.approx([1] * 7, abs=1e-3)
    assert positions.mean(2).abs().max() > 1e-2


def test_hooks_are_removed_if_the_forward_pass_fails() -> None:
    model = mlp(SMALL, 3).train()

    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        layer_outputs(model, torch.zeros(1, 1, 3, 3))

    assert not any(layer._forward_hooks for layer in model.modules())
    assert model.training
