"""Diagrams of the data flow, derived from the layers of any network."""

import json
from collections import OrderedDict
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import torch
from torch import nn

from groundwork.components.layers import describe
from groundwork.components.models.convolutions import cnn
from groundwork.components.models.perceptrons import deep_mlp, mlp, softmax_regression
from groundwork.components.models.recurrent import gru, lstm, rnn
from groundwork.components.models.transformer import transformer
from groundwork.core.formatting import TIMES
from groundwork.report.inputs import Table
from groundwork.report.network_diagram import Diagram, draw_network
from groundwork.report.network_glyphs import glyphs_of
from groundwork.report.network_sections import network_diagrams
from groundwork.report.network_stages import Stage, stages_of

IMAGE = (1, 28, 28)


def rows_of(model: nn.Module, shape: tuple[int, ...] = IMAGE, **more: str) -> list[dict[str, str]]:
    """The rows of the `layers` table for a model."""
    return [
        {
            **more,
            "layer": layer.name,
            "kind": layer.kind,
            "output_shape": "x".join(map(str, layer.output_shape)),
            "parameters": str(layer.parameters),
            "detail": json.dumps(layer.detail) if layer.detail else "",
        }
        for layer in describe(model, shape)
    ]


def stages(model: nn.Module, shape: tuple[int, ...] = IMAGE) -> list[tuple[object, ...]]:
    return [(each.name, each.operation, each.shape) for each in stages_of(rows_of(model, shape), shape)]


def test_mlp_stages() -> None:
    assert stages(mlp(IMAGE, 10)) == [
        ("input", "", (1, 28, 28)),
        ("flatten", "to one vector", (784,)),
        ("hidden_1", "linear, ReLU", (128,)),
        ("hidden_2", "linear, ReLU", (64,)),
        ("output", "linear", (10,)),
    ]


def test_cnn_stages() -> None:
    assert stages(cnn((1, 8, 8), 10, filters=(4, 8), kernel_size=3, dense=5), (1, 8, 8)) == [
        ("input", "", (1, 8, 8)),
        ("convolution_1", f"3{TIMES}3 convolution, ReLU", (4, 4, 4)),
        ("convolution_2", f"3{TIMES}3 convolution, ReLU", (8, 2, 2)),
        ("flatten", "to one vector", (32,)),
        ("dense", "linear, ReLU", (5,)),
        ("output", "linear", (10,)),
    ]


def test_pooling_is_a_stage_of_its_own() -> None:
    assert stages(cnn(IMAGE, 10, stride=1, pooling="average"))[2:6] == [
        ("average pooling 1", f"of 2{TIMES}2 windows", (16, 14, 14)),
        ("convolution_2", f"3{TIMES}3 convolution, ReLU", (32, 14, 14)),
        ("average pooling 2", f"of 2{TIMES}2 windows", (32, 7, 7)),
        ("flatten", "to one vector", (1568,)),
    ]


def test_convolution_kernel_with_norm_and_repeats() -> None:
    """With a normalization layer, whose parameters are added, and with several equal layers."""
    normed = nn.Sequential(OrderedDict(first=nn.Conv2d(1, 4, 5), norm=nn.BatchNorm2d(4)))
    alike = nn.Sequential(
        OrderedDict(convolution_1=nn.Conv2d(4, 4, 3, padding=1), convolution_2=nn.Conv2d(4, 4, 3, padding=1))
    )

    assert stages(normed)[1:] == [("first", f"5{TIMES}5 convolution, batch norm", (4, 24, 24))]
    assert stages(alike, shape=(4, 8, 8))[1:] == [("convolution_1 to 2", f"3{TIMES}3 convolution", (4, 8, 8))]


@pytest.mark.parametrize(("make", "kind"), [(rnn, "RNN"), (lstm, "LSTM"), (gru, "GRU")])
def test_recurrent_stages(make: object, kind: str) -> None:
    assert callable(make)
    assert stages(make(IMAGE, 10, hidden_size=32)) == [
        ("input", "", (1, 28, 28)),
        ("recurrent_1", kind, (28, 32)),
        ("last step", "of all 28", (32,)),
        ("output", "linear", (10,)),
    ]


def test_transformer_stages() -> None:
    model = transformer(IMAGE, 10, hidden_dim=32, num_layers=3)
    stages = stages_of(rows_of(model), IMAGE)

    assert [(each.name, each.operation, each.shape, each.times) for each in stages] == [
        ("input", "", (1, 28, 28), 1),
        ("patches", "cut into 16", (16, 49), 1),
        ("embedding", "linear, positions", (16, 32), 1),
        ("block_1 to 3", "norm 1, attention, norm 2, expand, contract, layer norm", (16, 32), 3),
        ("mean", "of all 16", (32,), 1),
        ("output", "linear", (10,), 1),
    ]


@pytest.mark.parametrize(
    "model",
    [
        softmax_regression(IMAGE, 10),
        mlp(IMAGE, 10, normalization="batch", dropout=0.5),
        deep_mlp(IMAGE, 10, num_layers=20),
        cnn(IMAGE, 10),
        lstm(IMAGE, 10, num_layers=2),
        transformer(IMAGE, 10),
    ],
    ids=["softmax regression", "batch norm", "deep", "cnn", "lstm", "transformer"],
)
def test_stage_parameters_sum_to_model_parameters(model: nn.Module) -> None:
    stages = stages_of(rows_of(model), IMAGE)

    assert sum(stage.parameters for stage in stages) == sum(each.numel() for each in model.parameters())
    assert len(stages) <= 7


def test_equal_layers_and_norms_are_merged() -> None:
    deep = stages_of(rows_of(deep_mlp(IMAGE, 10, num_layers=20, activation="tanh")), IMAGE)
    normed = stages_of(rows_of(mlp(IMAGE, 10, normalization="batch", activation="none")), IMAGE)

    assert deep[3] == Stage("hidden_2 to 20", "linear, tanh", (64,), 19 * (64 * 64 + 64), 19)
    assert normed[2] == Stage("hidden_1", "linear, batch norm", (128,), 784 * 128 + 128 + 256)


def test_unknown_layer_is_shown_by_kind() -> None:
    """Without a bias, and of an unknown kind."""
    row = {"layer": "first", "kind": "Linear", "output_shape": "4", "parameters": "36"}
    other = {"layer": "second", "kind": "Bilinear", "output_shape": "3", "parameters": "7"}

    assert [(each.name, each.operation) for each in stages_of([row, other], (1, 3, 3))] == [
        ("input", ""),
        ("first", "linear"),
        ("second", "Bilinear"),
    ]


def drawn(make: object = cnn) -> Diagram:
    assert callable(make)
    return draw_network("a <network>", stages_of(rows_of(make(IMAGE, 10)), IMAGE))


@pytest.mark.parametrize("make", [softmax_regression, mlp, cnn, lstm, transformer])
def test_diagrams_have_all_shapes_within_frame(make: object) -> None:
    assert callable(make)
    stages = stages_of(rows_of(make(IMAGE, 10)), IMAGE)
    diagram = draw_network("network", stages)

    for drawing in (diagram.wide, diagram.narrow):
        root = ElementTree.fromstring(str(drawing))  # noqa: S314
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        lines = list(root.iter("tspan"))
        shapes = [each.text for each in lines if each.get("class") == "layer-shape"]
        assert shapes == [f" {TIMES} ".join(f"{side:,}" for side in stage.shape) for stage in stages]
        assert all(0 < float(each.attrib["x"]) < width and 0 < float(each.attrib["y"]) < height for each in lines)
        assert len([each for each in root.iter("path") if each.get("class") == "arrow"]) == len(stages) - 1
        assert root.attrib["role"] == "img"
    assert float(ElementTree.fromstring(str(diagram.narrow)).attrib["viewBox"].split()[2]) <= 320  # noqa: S314


def test_diagram_alternative_text_is_escaped() -> None:
    diagram = drawn()

    for drawing in (diagram.wide, diagram.narrow):
        label = ElementTree.fromstring(str(drawing)).attrib["aria-label"].replace(TIMES, "x")  # noqa: S314
        assert label.startswith(
            "Data flow through the network a <network>. input: 1 x 28 x 28; convolution 1: 16 x 14 x 14,"
        )
        assert label.endswith("dense: 66, linear, ReLU, 103,554 parameters; output: 10, linear, 670 parameters.")
    assert "<network>" not in diagram.wide
    assert diagram.size == "109,280 weights and biases"
    assert drawn() == diagram


def test_larger_shapes_are_drawn_larger() -> None:
    vectors = glyphs_of([(784,), (128,), (64,), (1,)])
    maps = glyphs_of([(1, 28, 28), (1, 14, 14), (64, 14, 14)])

    assert [each.height for each in vectors] == sorted((each.height for each in vectors), reverse=True)
    assert maps[0].height > maps[1].height
    assert maps[2].width > maps[1].width
    assert glyphs_of([(16, 64)])[0].height < glyphs_of([(28, 64)])[0].height


def test_stage_activation_matches_spec() -> None:
    for activation, word in (("leaky_relu", "leaky ReLU"), ("tanh", "tanh"), ("none", "")):
        hidden = stages(mlp(IMAGE, 10, activation=activation))[2:4]
        assert [each[1] for each in hidden] == [", ".join(filter(None, ["linear", word]))] * 2


def test_input_stage_has_image_channels() -> None:
    shape = (3, 8, 8)

    assert stages(cnn(shape, 10, filters=(4,), kernel_size=3, dense=5), shape)[:2] == [
        ("input", "", shape),
        ("convolution_1", f"3{TIMES}3 convolution, ReLU", (4, 4, 4)),
    ]
    assert stages(transformer(shape, 10, patches=2), shape)[1] == ("patches", "cut into 4", (4, 48))


def test_study_draws_new_networks_if_two(samples: SimpleNamespace) -> None:
    params = samples.params(
        studies={"optimizers": {"vary": {"model": ["mlp", "cnn"]}, "checks": ("rate_scales_the_step",)}}
    )
    plan = samples.plan(params)
    records = [variant.record for variant in plan.studies["optimizers"].variants]
    torch.manual_seed(0)
    rows = [*rows_of(mlp(IMAGE, 10), record=records[0]), *rows_of(cnn(IMAGE, 10), record=records[1])]
    again = replace(plan, studies={**plan.studies, "again": replace(plan.studies["optimizers"], name="again")})
    table = Table(tuple(rows[0]), tuple(rows))
    site = samples.site(plan=again, tables={name: {"layers": table} for name in again.studies})
    alone = samples.site(plan=plan, tables={"optimizers": {"layers": Table(table.columns, table.rows[:3])}})

    found = network_diagrams(site)

    assert {study: [each.name for each in diagrams] for study, diagrams in found.items()} == {
        "study-optimizers": ["MLP", "CNN"]
    }
    assert "flatten" in found["study-optimizers"][0].wide
    assert network_diagrams(alone) == {}
