"""Every probe leaves the training that it watches as it was, whatever the model."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from groundwork import models, probes
from groundwork.config.catalog import MODEL, PROBE, entries
from groundwork.layers import weighted_layers

SHAPE = (1, 8, 8)


@pytest.fixture
def batch() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(42)
    return torch.rand(16, *SHAPE, generator=generator), torch.randint(3, (16,), generator=generator)


@pytest.fixture
def network() -> Callable[[str], nn.Module]:
    """Make a model with the same weights each time."""

    def make(name: str) -> nn.Module:
        torch.manual_seed(42)
        model: nn.Module = getattr(models, name)(SHAPE, 3)
        return model

    return make


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("model_name", entries(MODEL))
@pytest.mark.parametrize("name", entries(PROBE))
def test_a_probe_changes_nothing(
    network: Callable[[str], nn.Module],
    batch: tuple[torch.Tensor, torch.Tensor],
    name: str,
    model_name: str,
    training: bool,
) -> None:
    model = network(model_name).train(training)
    for number, parameter in enumerate(model.parameters()):
        parameter.grad = torch.full_like(parameter, number)
    weights = [parameter.detach().clone() for parameter in model.parameters()]
    inputs, labels = (each.clone() for each in batch)
    state = torch.get_rng_state()

    values = getattr(probes, name)(model, *batch)

    assert list(values) == [layer for layer, _ in weighted_layers(model)]
    assert all(isinstance(value, float) for value in values.values())
    for number, (parameter, weight) in enumerate(zip(model.parameters(), weights, strict=True)):
        assert torch.equal(parameter, weight)
        assert torch.equal(parameter.grad, torch.full_like(parameter, number))  # type: ignore[arg-type]
        assert parameter.requires_grad
    assert torch.equal(batch[0], inputs)
    assert torch.equal(batch[1], labels)
    assert torch.equal(torch.get_rng_state(), state)
    assert [module.training for module in model.modules()] == [training] * len(list(model.modules()))
    assert not any(module._forward_hooks for module in model.modules())


@pytest.mark.parametrize("name", entries(PROBE))
def test_a_probe_says_the_same_of_a_network_in_training_and_of_one_at_rest(
    network: Callable[[str], nn.Module], batch: tuple[torch.Tensor, torch.Tensor], name: str
) -> None:
    probe = getattr(probes, name)

    assert probe(network("mlp").train(), *batch) == probe(network("mlp").eval(), *batch)


def test_gradient_norm_is_the_length_of_the_loss_s_gradient(
    network: Callable[[str], nn.Module], batch: tuple[torch.Tensor, torch.Tensor]
) -> None:
    model = network("softmax_regression")
    inputs, labels = batch
    flat = inputs.flatten(1)
    error = model(inputs).softmax(1) - nn.functional.one_hot(labels, 3)  # (batch, classes)
    by_hand = (error.T @ flat / len(labels)).norm().item()

    assert probes.gradient_norm(model, *batch)["output"] == pytest.approx(by_hand, rel=1e-5)


def test_activation_mean_and_spread_are_those_of_all_outputs(
    network: Callable[[str], nn.Module], batch: tuple[torch.Tensor, torch.Tensor]
) -> None:
    model = network("mlp")
    weight, bias, *_rest = model.parameters()
    hidden = batch[0].flatten(1) @ weight.T + bias  # (batch, units), before the ReLU

    assert probes.activation_mean(model, *batch)["hidden_1"] == pytest.approx(hidden.mean().item(), rel=1e-4)
    assert probes.activation_spread(model, *batch)["hidden_1"] == pytest.approx(hidden.std().item(), rel=1e-4)
