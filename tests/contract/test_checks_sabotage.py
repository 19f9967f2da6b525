"""Every exact check fails if the code under test is sabotaged, so that no check holds trivially."""

from functools import partial
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize

from groundwork.checks import perceptron
from groundwork.checks.translation import VOCABULARY
from groundwork.components import initializers, losses
from groundwork.components.models.autoencoders import Codes
from groundwork.components.models.shared import graphs
from groundwork.components.models.transformer import decoder_only_transformer
from groundwork.config.catalog import CHECK, entries
from groundwork.from_memory import beam_search, bleu
from groundwork.jobs.check import run_check
from groundwork.planning.specs import CheckSpec
from groundwork.training.run import SeedRun

# The originals, before a test replaces them.
CROSS_ENTROPY, SIGMOID = nn.functional.cross_entropy, torch.sigmoid
ADAM, LINEAR, CONVOLUTION = torch.optim.Adam, nn.Linear.forward, nn.Conv2d
BATCH_NORM, LAYER_NORM = nn.BatchNorm1d, nn.LayerNorm
ATTENTION, TRIU = nn.functional.scaled_dot_product_attention, torch.Tensor.triu
CODES = "groundwork.components.models.autoencoders.Codes"
BEAM, BLEU, PRECISION = beam_search.beam_search, bleu.bleu, bleu.ngram_precision
TRANSLATION = "groundwork.checks.translation"
VARIANCE = torch.Tensor.var


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


def log_of_the_deviation(codes: Codes) -> torch.Tensor:
    """Take the log variance for the logarithm of the standard deviation."""
    logarithms = torch.zeros_like(codes.mean) if codes.log_variance is None else codes.log_variance
    return (codes.mean.square() + logarithms.exp() - 1 - 2 * logarithms).sum(1) / 2


def with_half_the_gradient(codes: Codes, noise: torch.Tensor) -> torch.Tensor:
    """Draw codes whose gradient for the mean is half of what it is."""
    deviation = 0 if codes.log_variance is None else (codes.log_variance / 2).exp()
    return (codes.mean + codes.mean.detach()) / 2 + deviation * noise


def without_merging(model: nn.Module) -> None:
    """Remove the adapters and their changes."""
    parametrize.remove_parametrizations(model.get_submodule("0"), "weight", leave_parametrized=False)


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
    "causal_mask_leaks_nothing": [
        ("torch.Tensor.masked_fill", lambda scores, _mask, _value: scores),
        ("torch.Tensor.triu", lambda mask, _diagonal: TRIU(mask, 2)),
        ("groundwork.checks.language.decoder_only_transformer", lambda *shape, **_: decoder_only_transformer(*shape)),
        ("groundwork.checks.language.lstm", partial(decoder_only_transformer, causal=False)),
    ],
    "no_model_beats_its_source": [
        ("groundwork.checks.language.cross_entropy", lambda *batch: 0.5 * CROSS_ENTROPY(*batch)),
        ("groundwork.checks.language.cross_entropy", partial(CROSS_ENTROPY, label_smoothing=0.1)),
    ],
    "cached_keys_change_nothing": [
        (
            "torch.nn.functional.scaled_dot_product_attention",
            lambda queries, keys, values, is_causal=False: ATTENTION(queries, keys, values),  # noqa: ARG005
        ),
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
    "permuted_nodes_permute_outputs": [
        ("groundwork.checks.graphs.mean_matrix", lambda _edges, nodes, with_itself: torch.eye(nodes).double()),  # noqa: ARG005
        (
            "groundwork.components.models.shared.graphs.MeanOfNeighbors.forward",
            lambda layer, values: LINEAR(layer, torch.cat([values, values.cumsum(0)], dim=1)),
        ),
    ],
    "mean_aggregation_is_a_product": [
        ("groundwork.checks.graphs.mean_matrix", lambda *edges, **how: 2 * graphs.mean_matrix(*edges, **how)),
        ("groundwork.checks.graphs._messages", lambda values, _edges, _to_itself: values),
    ],
    "adapters_start_at_zero_and_merge": [
        ("torch.zeros", torch.ones),
        ("groundwork.components.adapters.LowRankChange.forward", lambda change, weight: weight + change.up.sum()),
        ("groundwork.checks.adapters.merge_adapters", without_merging),
        ("groundwork.checks.adapters._train", lambda *_: None),
    ],
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
    "kl_divergence_equals_its_integral": [(f"{CODES}.kl_divergence", log_of_the_deviation)],
    "reparameterized_gradient_equals_the_analytic_one": [(f"{CODES}.drawn", with_half_the_gradient)],
    "elbo_is_the_log_likelihood_minus_a_divergence": [(f"{CODES}.kl_divergence", log_of_the_deviation)],
    "frechet_distance_sees_only_mean_and_covariance": [
        ("groundwork.tasks.shared.frechet.symmetric_root", lambda matrix: matrix),
        ("torch.cov", lambda features: 1.01 * features[:, :1] * torch.eye(len(features), dtype=features.dtype)),
    ],
    "wide_beam_is_exhaustive": [
        (f"{TRANSLATION}.beam_search", lambda model, stop, _width, longest: BEAM(model, stop, 1, longest)),
        (f"{TRANSLATION}.beam_search", lambda model, stop, width, longest: BEAM(model, stop, width + 1, longest)),
    ],
    "exact_match_under_teacher_forcing": [
        (f"{TRANSLATION}.START", 4),
        (f"{TRANSLATION}.greedy", lambda _network, source: source.clone()),
    ],
    "padding_changes_no_translation": [
        ("torch.Tensor.masked_fill", lambda values, _mask, _value: values),
        ("groundwork.components.models.translation.PAD", VOCABULARY),  # so that padding counts as words
    ],
    "bleu_is_sacrebleu": [
        (f"{TRANSLATION}.ngram_precision", lambda outputs, references, n: PRECISION(outputs, references, n + 1)),
        (f"{TRANSLATION}.bleu", lambda outputs, references: BLEU(outputs + references, references + references)),
    ],
    "second_softmax_keeps_the_loss_up": [
        ("torch.nn.functional.cross_entropy", partial(CROSS_ENTROPY, label_smoothing=0.1)),
        ("torch.nn.functional.cross_entropy", lambda logits, labels: CROSS_ENTROPY(100 * logits, labels)),
    ],
    "training_mode_changes_predictions": [
        ("torch.nn.Dropout", nn.Identity),
        ("torch.nn.Dropout", partial(Dropout, p=0.5, stops=False)),
        ("torch.nn.BatchNorm1d", LAYER_NORM),
        ("torch.nn.BatchNorm1d", AlwaysTraining),
    ],
    "scaling_the_loss_saves_small_gradients": [
        ("torch.float16", torch.float32),
        ("torch.bfloat16", torch.float16),
        ("groundwork.checks.precision.SCALE", 1.0),
    ],
    "master_weights_keep_small_updates": [
        ("torch.bfloat16", torch.float32),
        ("groundwork.checks.precision.UPDATE", 0.01),
    ],
    "rounding_error_is_at_most_half_a_step": [
        ("torch.Tensor.round", torch.Tensor.floor),
        ("torch.int8", torch.int16),
    ],
    "parallel_training_equals_one_device": [
        ("torch.nn.functional.cross_entropy", partial(CROSS_ENTROPY, reduction="sum")),
        ("torch.nn.Tanh", partial(nn.Softmax, 1)),
    ],
    "checkpointing_trades_memory_for_a_second_forward_pass": [
        ("groundwork.checks.scale.checkpoint_sequential", lambda layers, _segments, inputs, **_: layers(inputs)),
        ("torch.nn.Tanh", partial(nn.Dropout, 0.5)),  # drawn anew, unless the state of the generator is restored
    ],
    "gradient_descent_leaves_a_saddle": [
        ("torch.optim.SGD", partial(torch.optim.SGD, weight_decay=3.0)),
        ("torch.optim.SGD", SquaredRate),
    ],
    "rescaling_layers_changes_the_curvature_only": [
        ("torch.nn.ReLU", nn.Tanh),
        ("groundwork.checks.landscape.FACTOR", 1.0),
    ],
    "cosine_and_distance_rank_alike": [
        ("torch.nn.functional.normalize", lambda vectors, dim: vectors),  # noqa: ARG005
        ("torch.cdist", partial(torch.cdist, p=1.0)),
    ],
    "contrastive_loss_is_cross_entropy_over_pairs": [
        ("torch.nn.functional.cross_entropy", partial(CROSS_ENTROPY, reduction="sum")),
        ("torch.nn.functional.normalize", lambda vectors, dim: 0 * vectors),  # noqa: ARG005
    ],
    "l1_sets_small_weights_to_zero": [
        ("torch.Tensor.abs", torch.Tensor.square),
        ("torch.Tensor.square", torch.Tensor.abs),
    ],
    "error_is_squared_bias_plus_variance": [
        ("torch.Tensor.var", lambda values, correction: VARIANCE(values)),  # noqa: ARG005 - unbiased
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
