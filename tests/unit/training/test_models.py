"""The shapes and the numbers of parameters of the networks, counted by hand."""

import pytest
import torch

from groundwork import models
from groundwork.config.catalog import MODEL, entries
from groundwork.layers import describe, layer_outputs, weighted_layers

MNIST, SMALL = (1, 28, 28), (1, 8, 8)


def parameters(model: torch.nn.Module) -> int:
    return sum(each.numel() for each in model.parameters())


def test_softmax_regression_connects_every_pixel_to_every_class() -> None:
    model = models.softmax_regression(MNIST, 10)

    assert parameters(model) == 784 * 10 + 10
    assert [name for name, _ in weighted_layers(model)] == ["output"]


@pytest.mark.parametrize(
    ("hidden", "count"),
    [
        ((256, 128), 784 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10),
        ((32,), 784 * 32 + 32 + 32 * 10 + 10),
        ((), 7850),
    ],
)
def test_mlp_has_its_hidden_layers(hidden: tuple[int, ...], count: int) -> None:
    assert parameters(models.mlp(MNIST, 10, hidden=hidden)) == count


def test_mlp_takes_the_list_that_yaml_gives() -> None:
    assert parameters(models.mlp(SMALL, 3, hidden=[5])) == 64 * 5 + 5 + 5 * 3 + 3  # type: ignore[arg-type]
    assert parameters(models.mlp(MNIST, 10)) == 235_146


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        ({}, (25 * 32 + 32) + (9 * 32 * 64 + 64) + (7 * 7 * 64 * 128 + 128) + (128 * 10 + 10)),
        ({"dense": 68}, (25 * 32 + 32) + (9 * 32 * 64 + 64) + (7 * 7 * 64 * 68 + 68) + (68 * 10 + 10)),
        ({"filters": [4], "kernel": 3, "stride": 3}, (9 * 4 + 4) + (10 * 10 * 4 * 128 + 128) + 1290),
        ({"filters": [2], "kernel": 4, "stride": 1}, (16 * 2 + 2) + (29 * 29 * 2 * 128 + 128) + 1290),
    ],
)
def test_cnn_counts_its_pixels_after_each_stride(settings: dict[str, object], count: int) -> None:
    assert parameters(models.cnn(MNIST, 10, **settings)) == count  # type: ignore[arg-type]


def test_the_matched_cnn_has_as_many_parameters_as_the_mlp_within_one_percent() -> None:
    assert parameters(models.cnn(MNIST, 10, dense=68)) == 233_334
    assert abs(233_334 / 235_146 - 1) < 0.01


def test_mlp_computes_what_the_formula_says() -> None:
    model = models.mlp(SMALL, 3, hidden=(5,)).double()
    images = torch.randn(7, *SMALL, dtype=torch.double)
    weight_1, bias_1, weight_2, bias_2 = model.parameters()

    by_hand = torch.relu(images.reshape(7, 64) @ weight_1.T + bias_1) @ weight_2.T + bias_2

    assert torch.allclose(model(images), by_hand, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", entries(MODEL))
@pytest.mark.parametrize("shape", [MNIST, SMALL])
def test_every_model_gives_one_score_per_class(name: str, shape: tuple[int, int, int]) -> None:
    scores = getattr(models, name)(shape, 7)(torch.zeros(5, *shape))  # (batch, classes)

    assert scores.shape == (5, 7)
    assert scores.dtype == torch.float32


@pytest.mark.parametrize("name", entries(MODEL))
def test_every_model_is_described_layer_by_layer(name: str) -> None:
    model = getattr(models, name)(MNIST, 10)

    layers = describe(model, MNIST)

    assert sum(layer.parameters for layer in layers) == parameters(model)
    assert [layer.name for layer in layers] == [each for each, _ in weighted_layers(model)]
    assert (layers[-1].name, layers[-1].kind, layers[-1].output_shape) == ("output", "Linear", [10])


def test_a_cnn_s_layers_are_described_with_their_shapes() -> None:
    layers = describe(models.cnn(MNIST, 10), MNIST)

    assert [(layer.name, layer.kind, layer.output_shape, layer.parameters) for layer in layers] == [
        ("convolution_1", "Conv2d", [32, 14, 14], 832),
        ("convolution_2", "Conv2d", [64, 7, 7], 18_496),
        ("dense", "Linear", [128], 401_536),
        ("output", "Linear", [10], 1290),
    ]


@pytest.mark.parametrize("training", [True, False])
def test_outputs_are_read_without_a_trace(training: bool) -> None:
    model = models.mlp(SMALL, 3, hidden=(5,)).train(training)
    images = torch.randn(7, *SMALL)

    outputs = layer_outputs(model, images)

    assert {name: tuple(output.shape) for name, output in outputs.items()} == {"hidden_1": (7, 5), "output": (7, 3)}
    assert torch.equal(outputs["output"], model(images))
    assert not any(output.requires_grad for output in outputs.values())
    assert model.training is training
    assert not any(layer._forward_hooks for layer in model.modules())


def test_hooks_are_removed_where_the_forward_pass_fails() -> None:
    model = models.mlp(SMALL, 3).train()

    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        layer_outputs(model, torch.zeros(1, 1, 3, 3))

    assert not any(layer._forward_hooks for layer in model.modules())
    assert model.training
