"""How weights start: from one generator, all of them, and with the spread that the formula gives."""

import math

import pytest
import torch

from groundwork import initializers, models
from groundwork.config.catalog import INITIALIZER, MODEL, entries
from groundwork.layers import weighted_layers
from groundwork.randomness import derived_seed, generator_for

SHAPE = (1, 28, 28)


def weights(model: torch.nn.Module) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in model.parameters()]


def test_torch_default_is_uniform_within_one_over_the_root_of_the_inputs() -> None:
    model = models.cnn(SHAPE, 10)
    initializers.torch_default(model, generator_for(42, "initialization"))

    inputs = {"convolution_1": 25, "convolution_2": 9 * 32, "dense": 7 * 7 * 64, "output": 128}
    for name, layer in weighted_layers(model):
        bound = 1 / math.sqrt(inputs[name])
        for parameter in layer.parameters():
            assert parameter.abs().max().item() <= bound
        weight = layer.get_parameter("weight")
        assert weight.abs().max().item() > 0.98 * bound
        assert weight.mean().item() == pytest.approx(0, abs=4 * bound / math.sqrt(3 * weight.numel()))
        assert weight.var().item() == pytest.approx(bound**2 / 3, rel=0.1)


def test_torch_default_has_the_range_of_torch_s_own_layers() -> None:
    ours = models.mlp(SHAPE, 10)
    initializers.torch_default(ours, generator_for(42, "initialization"))
    torch.manual_seed(42)

    for our, its in zip(weights(ours), weights(models.mlp(SHAPE, 10)), strict=True):
        if our.numel() > 1000:
            assert our.abs().max().item() == pytest.approx(its.abs().max().item(), rel=0.01)
            assert our.std().item() == pytest.approx(its.std().item(), rel=0.05)


@pytest.mark.parametrize("initializer", entries(INITIALIZER))
@pytest.mark.parametrize("model", entries(MODEL))
def test_every_initializer_decides_every_parameter_by_its_generator_alone(initializer: str, model: str) -> None:
    filled = []
    for state_of_the_rest in (1, 2):
        torch.manual_seed(state_of_the_rest)
        network = getattr(models, model)(SHAPE, 10)
        before = torch.get_rng_state()
        getattr(initializers, initializer)(network, generator_for(42, "initialization"))
        assert torch.equal(torch.get_rng_state(), before)
        filled.append(weights(network))

    assert all(torch.equal(one, other) for one, other in zip(*filled, strict=True))


def test_another_seed_or_purpose_gives_other_numbers() -> None:
    draws = [
        torch.rand(3, generator=generator_for(seed, purpose)).tolist()
        for seed, purpose in [(42, "initialization"), (43, "initialization"), (42, "batch order"), (42, "dropout")]
    ]

    assert len({tuple(draw) for draw in draws}) == 4
    assert draws[0] == torch.rand(3, generator=generator_for(42, "initialization")).tolist()


def test_a_derived_seed_is_pinned_and_fits_into_63_bits() -> None:
    """Were it to change, every record would be trained again with other numbers."""
    assert derived_seed(42, "initialization") == 6_474_799_784_653_036_398
    assert all(0 <= derived_seed(seed, "x") < 2**63 for seed in range(200))
    assert derived_seed(1, "1/x") != derived_seed(11, "/x")
