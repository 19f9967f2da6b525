"""Networks compute their formulas."""

import pytest
import torch
from torch import nn

from groundwork.components.layers import describe, weighted_layers
from groundwork.components.models.convolutions import cnn
from groundwork.components.models.perceptrons import mlp, softmax_regression
from groundwork.components.models.recurrent import gru, lstm, rnn
from groundwork.components.models.transformer import transformer

MNIST, SMALL = (1, 28, 28), (1, 8, 8)


def parameters(model: nn.Module) -> int:
    return sum(each.numel() for each in model.parameters())


def batch_of(count: int) -> torch.Tensor:
    return torch.randn(count, *SMALL, dtype=torch.double, generator=torch.Generator().manual_seed(42))


def assert_near(one: torch.Tensor, other: torch.Tensor) -> None:
    assert one.shape == other.shape
    assert (one - other).abs().max().item() < 1e-12


def test_softmax_regression_is_one_dense_layer() -> None:
    model = softmax_regression(MNIST, 10)

    assert parameters(model) == 784 * 10 + 10
    assert [name for name, _ in weighted_layers(model)] == ["output"]


def test_mlp_accepts_a_list_of_layer_sizes() -> None:
    assert parameters(mlp(SMALL, 3, hidden_layer_sizes=[5])) == 64 * 5 + 5 + 5 * 3 + 3  # type: ignore[arg-type]
    assert parameters(mlp(MNIST, 10)) == 109_386
    assert parameters(mlp(MNIST, 10, hidden_layer_sizes=())) == 7850


def test_cnn_has_the_mlp_parameter_count_within_one_percent() -> None:
    assert parameters(cnn(MNIST, 10)) == 109_280
    assert abs(109_280 / 109_386 - 1) < 0.01


def test_mlp_computes_its_formula() -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5,)).double()
    weight_1, bias_1, weight_2, bias_2 = model.parameters()

    by_hand = torch.relu(batch_of(7).reshape(7, 64) @ weight_1.T + bias_1) @ weight_2.T + bias_2

    assert_near(model(batch_of(7)), by_hand)


def test_hidden_layer_is_linear_norm_activation_dropout() -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5, 4), activation="tanh", dropout=0.5, normalization="batch")

    assert [(name, type(each).__name__) for name, each in model.named_children()] == [
        ("flatten", "Flatten"),
        *[("hidden_1", "Linear"), ("norm_1", "BatchNorm1d"), ("activation_1", "Tanh"), ("dropout_1", "Dropout")],
        *[("hidden_2", "Linear"), ("norm_2", "BatchNorm1d"), ("activation_2", "Tanh"), ("dropout_2", "Dropout")],
        ("output", "Linear"),
    ]


def test_batch_norm_standardizes_each_unit_over_the_batch() -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5,), normalization="batch").double()
    weight_1, bias_1, _scale, _shift, weight_2, bias_2 = model.parameters()

    hidden = batch_of(7).flatten(1) @ weight_1.T + bias_1
    normed = (hidden - hidden.mean(0)) / (hidden.var(0, unbiased=False) + 1e-5).sqrt()

    assert_near(model(batch_of(7)), torch.relu(normed) @ weight_2.T + bias_2)


def test_layer_norm_standardizes_each_example_over_the_units() -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5,), normalization="layer").double()
    weight_1, bias_1, _scale, _shift, weight_2, bias_2 = model.parameters()

    hidden = batch_of(7).flatten(1) @ weight_1.T + bias_1
    centered = hidden - hidden.mean(1, keepdim=True)
    normed = centered / (hidden.var(1, unbiased=False, keepdim=True) + 1e-5).sqrt()

    assert_near(model(batch_of(7)), torch.relu(normed) @ weight_2.T + bias_2)
    assert_near(model(batch_of(7)[:1]), model(batch_of(7))[:1])


def test_residual_connection_needs_equal_widths() -> None:
    model = mlp(SMALL, 3, hidden_layer_sizes=(5, 5, 4), residual=True).double()
    weight_1, bias_1, weight_2, bias_2, weight_3, bias_3, weight_4, bias_4 = model.parameters()

    first = torch.relu(batch_of(7).flatten(1) @ weight_1.T + bias_1)
    second = torch.relu(first @ weight_2.T + bias_2) + first
    third = torch.relu(second @ weight_3.T + bias_3)

    assert_near(model(batch_of(7)), third @ weight_4.T + bias_4)


def test_cnn_without_padding_shrinks_the_image() -> None:
    layers = describe(cnn(MNIST, 10, padding=False), MNIST)

    assert [layer.output_shape for layer in layers[:2]] == [[16, 12, 12], [32, 5, 5]]


def test_cnn_without_padding_caps_the_kernel_at_the_image_size() -> None:
    model = cnn(SMALL, 10, filters=(4, 5, 6), padding=False)

    assert [layer.output_shape for layer in describe(model, SMALL)[:3]] == [[4, 2, 2], [5, 1, 1], [6, 1, 1]]
    assert list(model.get_parameter("convolution_2.weight").shape) == [5, 4, 2, 2]


def test_pooling_reads_the_windows_of_a_feature_map() -> None:
    usual, of_max, of_mean = (
        cnn(SMALL, 3, filters=(4,), stride=1, pooling=pooling).double() for pooling in ("none", "max", "average")
    )
    for model in (of_max, of_mean):
        for name in ("convolution_1.weight", "convolution_1.bias"):
            model.get_parameter(name).data = usual.get_parameter(name).data
    windows = usual[:2](batch_of(7)).unflatten(2, (4, 2)).unflatten(4, (4, 2))  # (batch, filters, 4, 2, 4, 2)

    assert_near(of_max[:3](batch_of(7)), windows.amax((3, 5)))
    assert_near(of_mean[:3](batch_of(7)), windows.mean((3, 5)))


def test_pooling_in_place_of_stride_needs_as_many_parameters() -> None:
    model = cnn(MNIST, 10, stride=1, pooling="max")

    assert parameters(model) == parameters(cnn(MNIST, 10)) == 109_280
    assert [layer.output_shape for layer in describe(model, MNIST)] == [[16, 28, 28], [32, 14, 14], [66], [10]]


def test_pooling_stops_when_a_side_is_below_two() -> None:
    model = cnn((1, 8, 5), 3, filters=(2, 2, 2, 2), stride=1, pooling="max")

    assert [name for name, _ in model.named_children() if "pooling" in name] == ["max_pooling_1", "max_pooling_2"]
    assert parameters(model) == 52 + 3 * 38 + (2 * 2 * 1 + 1) * 66 + 67 * 3


def test_rnn_computes_the_elman_formula() -> None:
    model = rnn(SMALL, 3, hidden_size=5).double()
    inner, recurrent, bias_1, bias_2, weight, bias = model.parameters()

    state = torch.zeros(7, 5, dtype=torch.double)
    for row in range(8):
        state = torch.tanh(batch_of(7)[:, 0, row] @ inner.T + bias_1 + state @ recurrent.T + bias_2)

    assert_near(model(batch_of(7)), state @ weight.T + bias)


def test_lstm_computes_its_gate_formulas() -> None:
    model = lstm(SMALL, 3, hidden_size=5).double()
    inner, recurrent, bias_1, bias_2, weight, bias = model.parameters()

    state = cell = torch.zeros(7, 5, dtype=torch.double)
    for row in range(8):
        gates = batch_of(7)[:, 0, row] @ inner.T + bias_1 + state @ recurrent.T + bias_2
        write, forget, new, read = gates.chunk(4, dim=1)
        cell = forget.sigmoid() * cell + write.sigmoid() * new.tanh()
        state = read.sigmoid() * cell.tanh()

    assert_near(model(batch_of(7)), state @ weight.T + bias)


def test_gru_computes_its_gate_formulas() -> None:
    model = gru(SMALL, 3, hidden_size=5).double()
    inner, recurrent, bias_1, bias_2, weight, bias = model.parameters()

    state = torch.zeros(7, 5, dtype=torch.double)
    for row in range(8):
        reset, update, new = (batch_of(7)[:, 0, row] @ inner.T + bias_1).chunk(3, dim=1)
        old_reset, old_update, old_new = (state @ recurrent.T + bias_2).chunk(3, dim=1)
        candidate = torch.tanh(new + (reset + old_reset).sigmoid() * old_new)
        kept = (update + old_update).sigmoid()
        state = kept * state + (1 - kept) * candidate

    assert_near(model(batch_of(7)), state @ weight.T + bias)


def test_second_recurrent_layer_reads_the_states_of_the_first() -> None:
    model = lstm(SMALL, 3, hidden_size=5, num_layers=2).double()
    first, second = model.get_submodule("recurrent_1"), model.get_submodule("recurrent_2")

    states = second(first(batch_of(7)[:, 0])[0])[0]  # (batch, rows, hidden)

    assert_near(model(batch_of(7)), model.get_submodule("output")(states[:, -1]))


def part(model: nn.Module, name: str) -> nn.Module:
    return model.get_submodule(name)


def attention_by_torch(model: nn.Module, block: str, values: torch.Tensor, heads: int) -> torch.Tensor:
    """Return a block's attention, computed by torch's function on heads sliced from the units."""
    query, key, value = (
        torch.stack(part(model, f"{block}.attention.{name}")(values).chunk(heads, dim=2), dim=1)
        for name in ("query", "key", "value")
    )
    mixed = nn.functional.scaled_dot_product_attention(query, key, value)  # (batch, heads, patches, units of a head)
    joined = torch.cat(list(mixed.unbind(1)), dim=2)
    attended: torch.Tensor = part(model, f"{block}.attention.projection")(joined)
    return attended


def test_transformer_computes_its_formula() -> None:
    model = transformer(SMALL, 3, patches=2, hidden_dim=6, num_heads=3, num_layers=2).double()
    nn.init.normal_(model.get_parameter("positions.weight"))
    patches = [batch_of(7)[:, 0, top : top + 4, left : left + 4].flatten(1) for top in (0, 4) for left in (0, 4)]

    values = part(model, "embedding")(torch.stack(patches, dim=1)) + model.get_parameter("positions.weight")
    for block in ("block_1", "block_2"):
        values = values + attention_by_torch(model, block, part(model, f"{block}.norm_1")(values), heads=3)
        wide = nn.functional.gelu(part(model, f"{block}.expand")(part(model, f"{block}.norm_2")(values)))
        values = values + part(model, f"{block}.contract")(wide)

    assert_near(model(batch_of(7)), part(model, "output")(part(model, "norm")(values).mean(1)))


@pytest.mark.parametrize(
    ("model", "times"),
    [
        (mlp(SMALL, 3, dropout=0.5), 2),  # each hidden layer
        (lstm(SMALL, 3, num_layers=3, dropout=0.5), 3),  # each recurrent layer
        (transformer(SMALL, 3, num_layers=3, dropout=0.5), 1 + 2 * 3),  # the embedding, and both halves of each block
    ],
)
def test_dropout_is_applied_at_every_place(model: nn.Module, times: int) -> None:
    dropped: list[float] = []
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.register_forward_hook(lambda layer, _inputs, _output: dropped.append(layer.p))

    model(batch_of(7).float())

    assert dropped == [0.5] * times


def test_transformer_accepts_noncontiguous_images() -> None:
    model, large = transformer(SMALL, 3).double(), torch.randn(2, 1, 10, 10, dtype=torch.double)

    assert_near(model(large[:, :, 1:9, 1:9]), model(large[:, :, 1:9, 1:9].contiguous()))
