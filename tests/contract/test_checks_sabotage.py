"""Every exact check fails if the code under test is sabotaged, so that no check holds trivially."""

from functools import partial
from typing import Any

import pytest
import torch
from torch import nn

from groundwork.checks import perceptron
from groundwork.components import initializers, losses
from groundwork.config.catalog import CHECK, entries
from groundwork.jobs.check import run_check
from groundwork.planning.specs import CheckSpec
from groundwork.training.run import SeedRun

# The originals, before a test replaces them.
CROSS_ENTROPY, SIGMOID = nn.functional.cross_entropy, torch.sigmoid
ADAM, LINEAR, CONVOLUTION = torch.optim.Adam, nn.Linear.forward, nn.Conv2d
BATCH_NORM, LAYER_NORM = nn.BatchNorm1d, nn.LayerNorm


class SquaredRate(torch.optim.SGD):
    """Gradient descent whose steps grow with the square of the learning rate."""

    def __init__(self, weights: Any, lr: float, **settings: Any) -> None:
        super().__init__(weights, lr=lr**2, **settings)


class NoDecay(torch.optim.SGD):
    """Gradient descent that ignores weight decay."""

    def __init__(self, weights: Any, lr: float, **_settings: Any) -> None:
        super().__init__(weights, lr=lr)


class AlwaysTraining(nn.BatchNorm1d):
    """Batch normalization that ignores eval mode."""

    def train(self, mode: bool = True) -> "AlwaysTraining":  # noqa: ARG002
        return self


class UnbiasedLayerNorm(nn.LayerNorm):
    """Layer normalization with the unbiased variance."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        variance, mean = torch.var_mean(inputs, -1, keepdim=True)
        return self.weight * (inputs - mean) / (variance + self.eps).sqrt() + self.bias


class Dropout(nn.Module):
    """Dropout with its own probability and scale, optionally active in eval mode."""

    def __init__(self, requested: float, p: float = 0.3, scaled: bool = True, stops: bool = True) -> None:
        super().__init__()
        self.p, self.scale, self.stops = p, 1 / (1 - requested) if scaled else 1.0, stops

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        is_kept = torch.rand_like(inputs) >= self.p
        return inputs * is_kept * self.scale if self.training or not self.stops else inputs


class Changing:
    """Functions that return something different at every call."""

    def __init__(self) -> None:
        self.calls = 0

    def loss(self, logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        return CROSS_ENTROPY(logits, labels) / self.calls

    def seed(self, _seed: int, _purpose: str) -> int:
        self.calls += 1
        return self.calls

    def generator(self, _seed: int, _purpose: str) -> torch.Generator:
        return torch.Generator().manual_seed(self.seed(0, ""))


def always_to_the_limit(parameters: Any, limit: float) -> None:
    """Scale short gradients up as well."""
    gradients = [each.grad for each in parameters]
    length = torch.cat([each.flatten() for each in gradients]).norm()
    for gradient in gradients:
        gradient.mul_(limit / length)


def each_by_itself(parameters: Any, limit: float) -> None:
    """Clip each component of the gradient."""
    nn.utils.clip_grad_value_(parameters, limit / 4)


def small_normal(model: nn.Module, generator: torch.Generator) -> None:
    """Draw weights with a variance of neither formula."""
    for weight in model.parameters():
        nn.init.normal_(weight, std=0.1, generator=generator)


# By check: what to replace, and a replacement that flips the result.
SABOTAGE: dict[str, list[tuple[str, Any]]] = {
    "rate_scales_the_step": [("torch.optim.SGD", SquaredRate)],
    "first_step_of_adam_is_the_rate": [
        ("torch.optim.Adam", torch.optim.RMSprop),
        ("torch.optim.Adam", lambda weights, lr, eps: torch.optim.SGD(weights, lr=lr)),  # noqa: ARG005
    ],
    "adam_state_bytes": [("torch.optim.Adam", partial(ADAM, amsgrad=True))],
    "l2_equals_decoupled_decay_for_sgd_only": [("torch.optim.SGD", NoDecay), ("torch.optim.AdamW", ADAM)],
    "adam_is_rmsprop_with_momentum": [("torch.optim.Adam", partial(ADAM, eps=1e-4))],
    "gradients_add_up_without_zeroing": [
        ("torch.nn.Module.zero_grad", lambda _model: None),
        ("torch.nn.functional.cross_entropy", Changing().loss),
    ],
    "accumulated_gradients_equal_one_large_batch": [
        ("torch.nn.functional.cross_entropy", partial(CROSS_ENTROPY, reduction="sum")),
        ("torch.nn.BatchNorm1d", nn.Identity),
    ],
    "clipping_keeps_direction": [
        ("torch.nn.utils.clip_grad_norm_", always_to_the_limit),
        ("torch.nn.utils.clip_grad_norm_", each_by_itself),
        ("torch.nn.utils.clip_grad_norm_", lambda _parameters, _limit: None),
    ],
    "four_times_the_batch_halves_the_noise": [
        ("torch.cartesian_prod", lambda *draws: torch.combinations(draws[0], len(draws))),  # without replacement
    ],
    "permuted_pixels_are_permuted_weights": [
        ("torch.randperm", lambda count, generator: torch.arange(count)),  # noqa: ARG005
        ("torch.nn.Linear.forward", lambda layer, inputs: LINEAR(layer, inputs * torch.arange(inputs.shape[1]))),
    ],
    "convolution_shapes": [
        ("torch.nn.Conv2d", lambda ins, outs, kernel, stride, _padding: CONVOLUTION(ins, outs, kernel, stride)),
        ("torch.nn.Conv2d", lambda ins, outs, kernel, _stride, padding: CONVOLUTION(ins, outs, kernel, 1, padding)),
    ],
    "batch_norm_formula": [
        ("torch.nn.BatchNorm1d", partial(BATCH_NORM, momentum=0.5)),
        ("torch.nn.BatchNorm1d", partial(BATCH_NORM, track_running_stats=False)),
        ("torch.nn.BatchNorm1d", AlwaysTraining),
    ],
    "layer_norm_formula": [
        ("torch.nn.LayerNorm", BATCH_NORM),
        ("torch.nn.LayerNorm", UnbiasedLayerNorm),
        ("torch.nn.BatchNorm1d", LAYER_NORM),
    ],
    "dropout_keeps_the_mean": [
        ("torch.nn.Dropout", partial(Dropout, p=0.5)),
        ("torch.nn.Dropout", partial(Dropout, scaled=False)),
        ("torch.nn.Dropout", partial(Dropout, stops=False)),
    ],
    "cross_entropy_of_uniform_is_log_classes": [
        ("groundwork.checks.losses.cross_entropy", partial(CROSS_ENTROPY, reduction="sum")),
    ],
    "label_smoothing_targets": [
        (
            "groundwork.checks.losses.cross_entropy",
            lambda logits, labels, label_smoothing: losses.cross_entropy(
                logits, labels, label_smoothing=label_smoothing / 2
            ),
        ),
    ],
    "rmse_is_at_least_mae": [
        (
            "groundwork.checks.losses.mean_squared_error",
            lambda predictions, targets: 0.9 * losses.mean_squared_error(predictions, targets),
        ),
        ("groundwork.checks.losses.mean_absolute_error", losses.mean_squared_error),
    ],
    "depth_without_nonlinearity_is_linear": [
        ("torch.nn.Linear.forward", lambda layer, inputs: LINEAR(layer, inputs).tanh()),
        ("torch.nn.ReLU", nn.Identity),
    ],
    "sigmoid_slope_is_at_most_a_quarter": [
        ("torch.sigmoid", lambda values: SIGMOID(2 * values)),
        ("torch.sigmoid", lambda values: SIGMOID(values - 1)),
    ],
    "sigmoid_chain_gradient_is_at_most_a_quarter_per_layer": [
        ("torch.sigmoid", torch.tanh),
        ("torch.sigmoid", lambda values: SIGMOID(values / 2)),
    ],
    "zero_weights_keep_units_equal": [
        ("torch.nn.init.zeros_", partial(nn.init.normal_, std=0.1)),
        ("torch.nn.ReLU", nn.Sigmoid),
        ("torch.nn.Sigmoid", nn.Tanh),
    ],
    "xavier_and_he_variances": [
        (f"groundwork.checks.initialization.{name}", small_normal)
        for name in ("xavier_normal", "xavier_uniform", "he_normal", "he_uniform")
    ],
    "orthogonal_keeps_norms_in_linear_nets": [
        ("groundwork.checks.initialization.orthogonal", small_normal),
        ("groundwork.checks.initialization._gaussian", initializers.orthogonal),
    ],
    "relu_halves_the_mean_square": [("torch.nn.ReLU", nn.LeakyReLU), ("torch.nn.Identity", nn.Tanh)],
    "perceptron_learns_and_or_loan_never_xor": [
        ("groundwork.checks.perceptron.AND", perceptron.XOR),
        ("groundwork.checks.perceptron.OR", perceptron.XOR),
        ("groundwork.checks.perceptron._loans", lambda: perceptron.XOR),
        ("groundwork.checks.perceptron.XOR", perceptron.OR),
    ],
    "two_layers_compute_xor": [("groundwork.checks.perceptron.XOR", perceptron.OR)],
    "printed_example_all_three_needed": [
        ("groundwork.checks.perceptron._fires", lambda _weights, _bias, inputs: int(all(inputs))),
    ],
    "same_seed_same_bits": [
        ("groundwork.training.run.generator_for", Changing().generator),
        ("groundwork.training.run.derived_seed", Changing().seed),
        ("groundwork.checks.reproducibility.SeedRun", lambda spec, splits, _seed: SeedRun(spec, splits, 0)),
    ],
}
CASES = [(name, *case) for name, cases in SABOTAGE.items() for case in cases]


def holds(name: str) -> bool:
    return run_check(CheckSpec(check=name)).holds


def test_every_check_has_a_sabotage_case() -> None:
    assert set(SABOTAGE) == set(entries(CHECK))


@pytest.mark.parametrize(("name", "target", "wrong"), CASES)
def test_check_detects_sabotage(name: str, target: str, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = holds(name)

    monkeypatch.setattr(target, wrong)

    assert holds(name) != before
