"""Probes do not change the training of any model, and match their formulas."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from groundwork.components import probes
from groundwork.components.catalog import load_function
from groundwork.components.layers import layers_before_nonlinearities, weighted_layers
from groundwork.components.models.convolutions import cnn
from groundwork.components.models.perceptrons import mlp
from groundwork.components.models.recurrent import gru
from groundwork.config.catalog import MODEL, PROBE, entries, is_estimator

pytestmark = pytest.mark.usefixtures("exact")

SHAPE = (1, 8, 8)
NETWORKS = [name for name in entries(MODEL) if not is_estimator(name)]
LOSS = nn.functional.cross_entropy
# Models with every kind of module that behaves differently in training.
RESTLESS: dict[str, dict[str, object]] = {
    "mlp": {"dropout": 0.5, "normalization": "batch"},
    "gru": {"dropout": 0.5},
    "transformer": {"dropout": 0.5},
}
Batch = tuple[torch.Tensor, torch.Tensor]


@pytest.fixture
def batch() -> Batch:
    generator = torch.Generator().manual_seed(42)
    return torch.rand(16, *SHAPE, generator=generator), torch.randint(3, (16,), generator=generator)


@pytest.fixture
def network() -> Callable[..., nn.Module]:
    """Return a function that makes a model with the same weights at every call."""

    def make(name: str, **settings: object) -> nn.Module:
        torch.manual_seed(42)
        model: nn.Module = load_function(MODEL, name)(SHAPE, 3, **settings)
        return model

    return make


def layers_read(name: str, model: nn.Module) -> list[str]:
    if name in ("dead_units", "sparsity"):
        return list(layers_before_nonlinearities(model))
    return [each for each, _ in weighted_layers(model)]


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("model_name", NETWORKS)
@pytest.mark.parametrize("name", entries(PROBE))
def test_probe_does_not_change_the_model(
    network: Callable[..., nn.Module], batch: Batch, name: str, model_name: str, training: bool
) -> None:
    model = network(model_name, **RESTLESS.get(model_name, {})).train(training)
    for number, parameter in enumerate(model.parameters()):
        parameter.grad = torch.full_like(parameter, number)
    before = {key: value.clone() for key, value in model.state_dict().items()}
    inputs, targets = (each.clone() for each in batch)
    state = torch.get_rng_state()

    values = load_function(PROBE, name)(model, *batch, LOSS)

    assert list(values) == layers_read(name, model)
    assert all(isinstance(value, float) for value in values.values())
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    for number, parameter in enumerate(model.parameters()):
        assert torch.equal(parameter.grad, torch.full_like(parameter, number))  # type: ignore[arg-type]
        assert parameter.requires_grad
    assert torch.equal(batch[0], inputs)
    assert torch.equal(batch[1], targets)
    assert torch.equal(torch.get_rng_state(), state)
    assert [module.training for module in model.modules()] == [training] * len(list(model.modules()))
    assert not any(module._forward_hooks for module in model.modules())
    assert torch.backends.cudnn.enabled


@pytest.mark.parametrize("model_name", RESTLESS)
@pytest.mark.parametrize("name", entries(PROBE))
def test_probe_is_the_same_in_train_and_eval_mode(
    network: Callable[..., nn.Module], batch: Batch, name: str, model_name: str
) -> None:
    model, probe = network(model_name, **RESTLESS[model_name]), load_function(PROBE, name)

    assert probe(model.train(), *batch, LOSS) == probe(model.eval(), *batch, LOSS)


def test_gradient_norm_is_the_norm_of_the_loss_gradient(network: Callable[..., nn.Module], batch: Batch) -> None:
    model = network("softmax_regression")
    inputs, labels = batch
    error = model(inputs).softmax(1) - nn.functional.one_hot(labels, 3)  # (batch, classes)
    by_hand = (error.T @ inputs.flatten(1) / len(labels)).norm().item()

    assert probes.gradient_norm(model, *batch, LOSS)["output"] == pytest.approx(by_hand, rel=1e-5)


def test_gradient_norm_uses_the_given_loss(batch: Batch) -> None:
    model, targets = mlp(SHAPE, 1, hidden_layer_sizes=()), torch.linspace(-1, 1, 16)
    error = model(batch[0])[:, 0] - targets  # (batch,)
    by_hand = (2 * error @ batch[0].flatten(1) / len(targets)).norm().item()

    def squared(predictions: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return (predictions[:, 0] - targets).square().mean()

    assert probes.gradient_norm(model, batch[0], targets, squared)["output"] == pytest.approx(by_hand, rel=1e-5)


def test_layer_norms_include_all_matrices_and_no_bias(batch: Batch) -> None:
    model = gru(SHAPE, 3, hidden_size=5)
    LOSS(model(batch[0]), batch[1]).backward()  # type: ignore[no-untyped-call]
    matrices = [model.get_parameter(f"recurrent_1.{name}") for name in ("weight_ih_l0", "weight_hh_l0")]

    assert probes.weight_norm(model, *batch, LOSS)["recurrent_1"] == pytest.approx(
        sum(each.square().sum().item() for each in matrices) ** 0.5, rel=1e-5
    )
    assert probes.gradient_norm(model, *batch, LOSS)["recurrent_1"] == pytest.approx(
        sum(each.grad.square().sum().item() for each in matrices if each.grad is not None) ** 0.5, rel=1e-4
    )


def test_weight_norm_is_the_norm_of_the_weights(batch: Batch) -> None:
    model = mlp(SHAPE, 3, hidden_layer_sizes=(5,))
    with torch.no_grad():
        model.get_parameter("hidden_1.weight").fill_(-0.5)

    assert probes.weight_norm(model, *batch, LOSS)["hidden_1"] == pytest.approx(0.5 * (64 * 5) ** 0.5)


def test_activation_mean_and_std_are_over_all_outputs(network: Callable[..., nn.Module], batch: Batch) -> None:
    model = network("mlp")
    weight, bias, *_rest = model.parameters()
    hidden = batch[0].flatten(1) @ weight.T + bias  # (batch, units), before the ReLU

    assert probes.activation_mean(model, *batch, LOSS)["hidden_1"] == pytest.approx(hidden.mean().item(), rel=1e-4)
    assert probes.activation_std(model, *batch, LOSS)["hidden_1"] == pytest.approx(hidden.std().item(), rel=1e-4)


def test_unit_is_dead_if_no_image_activates_it(batch: Batch) -> None:
    model = mlp(SHAPE, 3, hidden_layer_sizes=(8, 5))
    with torch.no_grad():
        # With zero weights a unit's output is its bias: three of eight are negative, and one that is 0 is dead, too.
        model.get_parameter("hidden_1.weight").zero_()
        model.get_parameter("hidden_1.bias").copy_(torch.tensor([-1.0, -2, -3, 0, 1, 2, 3, 4]))
        model.get_parameter("hidden_2.weight").zero_()
        model.get_parameter("hidden_2.bias").fill_(1)

    assert probes.dead_units(model, *batch, LOSS) == {"hidden_1": 0.5, "hidden_2": 0.0}


def test_unit_activated_by_one_image_is_alive(batch: Batch) -> None:
    model = mlp(SHAPE, 3, hidden_layer_sizes=(4,))
    batch[0][5] = 9.0
    with torch.no_grad():
        model.get_parameter("hidden_1.weight").fill_(1)
        model.get_parameter("hidden_1.bias").copy_(torch.tensor([-500.0, -500, -600, 0]))

    assert probes.dead_units(model, *batch, LOSS) == {"hidden_1": 0.25}


def test_dead_units_are_counted_after_batch_norm(batch: Batch) -> None:
    model = mlp(SHAPE, 3, hidden_layer_sizes=(4,), normalization="batch")
    with torch.no_grad():
        model.get_parameter("hidden_1.weight").zero_()
        model.get_parameter("hidden_1.bias").fill_(1)
        model.get_buffer("norm_1.running_mean").copy_(torch.tensor([0.0, 2, 2, 2]))

    assert probes.dead_units(model, *batch, LOSS) == {"hidden_1": 0.75}


def test_dead_unit_of_a_convolution_is_a_filter(batch: Batch) -> None:
    model = cnn(SHAPE, 3, filters=(4,))
    with torch.no_grad():
        model.get_parameter("convolution_1.weight").zero_()
        model.get_parameter("convolution_1.bias").copy_(torch.tensor([-1.0, 1, 1, 1]))

    assert probes.dead_units(model, *batch, LOSS)["convolution_1"] == 0.25


def test_sparsity_is_the_fraction_of_zero_outputs(batch: Batch) -> None:
    model = mlp(SHAPE, 3, hidden_layer_sizes=(4, 5))
    with torch.no_grad():
        model.get_parameter("hidden_1.weight").zero_()
        model.get_parameter("hidden_1.weight")[3, 0] = 1
        model.get_parameter("hidden_1.bias").copy_(torch.tensor([-1.0, 0, 1, -0.5]))
    above = (batch[0].flatten(1)[:, 0] > 0.5).float().mean().item()

    found = probes.sparsity(model, *batch, LOSS)

    assert found["hidden_1"] == pytest.approx((2 + 1 - above) / 4)
    assert 0 < above < 1


@pytest.mark.parametrize(("activation", "expected"), [("sigmoid", 0), ("leaky_relu", 0), ("relu", 0.5)])
def test_only_relu_is_sparse(batch: Batch, activation: str, expected: float) -> None:
    torch.manual_seed(42)
    model = mlp(SHAPE, 3, hidden_layer_sizes=(1000,), activation=activation)

    assert probes.sparsity(model, batch[0] - 0.5, batch[1], LOSS) == {"hidden_1": pytest.approx(expected, abs=0.05)}
