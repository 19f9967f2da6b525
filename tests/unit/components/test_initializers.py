"""Initialization of layers with several matrices, and the random generators by seed and purpose."""

import math

import pytest
import torch
from torch import nn

from groundwork.components import initializers
from groundwork.components.layers import weighted_layers
from groundwork.components.models.convolutions import cnn
from groundwork.components.models.perceptrons import mlp
from groundwork.components.models.recurrent import gru, lstm, rnn
from groundwork.components.models.transformer import transformer
from groundwork.components.randomness import derived_seed, generator_for

SHAPE = (1, 28, 28)


def recurrent_weights(model: nn.Module) -> list[torch.Tensor]:
    layer = model.get_submodule("recurrent_1")
    return [layer.get_parameter(name).detach() for name in ("weight_ih_l0", "weight_hh_l0")]


def test_torch_default_is_uniform_within_one_over_sqrt_fan_in() -> None:
    model = cnn(SHAPE, 10)
    initializers.torch_default(model, generator_for(42, "initialization"))

    inputs = {"convolution_1": 25, "convolution_2": 9 * 16, "dense": 7 * 7 * 32, "output": 64}
    for name, layer in weighted_layers(model):
        bound = 1 / math.sqrt(inputs[name])
        for parameter in layer.parameters():
            assert parameter.abs().max().item() <= bound
        weight = layer.get_parameter("weight")
        assert weight.abs().max().item() > 0.98 * bound
        assert weight.mean().item() == pytest.approx(0, abs=4 * bound / math.sqrt(3 * weight.numel()))
        assert weight.var().item() == pytest.approx(bound**2 / 3, rel=0.1)


@pytest.mark.parametrize("make", [mlp, cnn, rnn, lstm, gru])
def test_torch_default_matches_the_range_of_torch_layers(make: type[nn.Module]) -> None:
    ours = make(SHAPE, 10)
    initializers.torch_default(ours, generator_for(42, "initialization"))
    torch.manual_seed(42)

    for our, its in zip(ours.parameters(), make(SHAPE, 10).parameters(), strict=True):
        if our.numel() > 1000:
            assert our.abs().max().item() == pytest.approx(its.abs().max().item(), rel=0.02)
            assert our.std().item() == pytest.approx(its.std().item(), rel=0.05)


def test_torch_default_treats_each_position_embedding_as_a_unit() -> None:
    model = transformer(SHAPE, 10, hidden_dim=64)
    initializers.torch_default(model, generator_for(42, "initialization"))

    assert model.get_parameter("positions.weight").abs().max().item() == pytest.approx(1 / 8, rel=0.01)


@pytest.mark.parametrize(("make", "gates"), [(rnn, 1), (gru, 3), (lstm, 4)])
def test_recurrent_gates_are_initialized_separately(make: type[nn.Module], gates: int) -> None:
    """As one matrix, the gates would count as more outputs, and the Xavier variance would be too small."""
    model = make(SHAPE, 10, hidden_size=100)
    initializers.xavier_normal(model, generator_for(42, "initialization"))
    inner, recurrent = recurrent_weights(model)

    assert inner.var().item() == pytest.approx(2 / (28 + 100), rel=0.06)
    assert recurrent.var().item() == pytest.approx(2 / (100 + 100), rel=0.06)

    initializers.orthogonal(model, generator_for(42, "initialization"))
    for gate in recurrent_weights(model)[1].chunk(gates):
        assert torch.allclose(gate @ gate.T, torch.eye(100), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("make", "gates"), [(rnn, 1), (gru, 3), (lstm, 4)])
def test_recurrent_initializers_change_the_hidden_to_hidden_matrices_only(make: type[nn.Module], gates: int) -> None:
    usual, orthogonal, identity = (make(SHAPE, 10, hidden_size=20, num_layers=2) for _ in range(3))
    initializers.torch_default(usual, generator_for(42, "initialization"))
    initializers.orthogonal_recurrent(orthogonal, generator_for(42, "initialization"))
    initializers.identity_recurrent(identity, generator_for(42, "initialization"))

    for name, weight in usual.named_parameters():
        drawn, fixed = (model.get_parameter(name).detach() for model in (orthogonal, identity))
        if "weight_hh" in name:
            first, *others = drawn.chunk(gates)
            assert torch.allclose(first @ first.T, torch.eye(20), rtol=0, atol=1e-5)
            assert not any(torch.equal(first, other) for other in others)
            assert torch.equal(fixed, torch.eye(20).repeat(gates, 1))
        else:
            assert torch.equal(drawn, weight)
            assert torch.equal(fixed, weight)


def test_he_preserves_variance_through_relu_and_xavier_through_linear() -> None:
    """The purpose of both formulas: the mean square of the signal hardly changes over ten layers."""
    inputs = torch.randn(500, 300, generator=generator_for(42, "inputs"))
    for initialize, activation in ((initializers.he_normal, "relu"), (initializers.xavier_normal, "none")):
        model = mlp((300,), 300, hidden_layer_sizes=(300,) * 10, activation=activation)
        initialize(model, generator_for(42, "initialization"))
        assert model(inputs).square().mean().item() == pytest.approx(2 if activation == "relu" else 1, rel=0.3)


def test_seed_and_purpose_determine_the_random_numbers() -> None:
    draws = [
        torch.rand(3, generator=generator_for(seed, purpose)).tolist()
        for seed, purpose in [(42, "initialization"), (43, "initialization"), (42, "batch order"), (42, "dropout")]
    ]

    assert len({tuple(draw) for draw in draws}) == 4
    assert draws[0] == torch.rand(3, generator=generator_for(42, "initialization")).tolist()


def test_derived_seed_is_pinned_and_fits_63_bits() -> None:
    """A change would give all records different random numbers."""
    assert derived_seed(42, "initialization") == 6_474_799_784_653_036_398
    assert all(0 <= derived_seed(seed, "x") < 2**63 for seed in range(200))
    assert derived_seed(1, "1/x") != derived_seed(11, "/x")
