"""Exact checks give the expected results, deterministically, also when run from their printed source."""

import math
import runpy
from pathlib import Path

import pytest
import torch

from groundwork.config.catalog import CHECK, entries
from groundwork.core.identity import PACKAGE
from groundwork.jobs.check import run_check
from groundwork.planning.specs import CheckSpec
from groundwork.records.schema import CheckBody
from groundwork.report.check_code import read_checks

# Sentences that are often repeated but false.
FALSE = {"printed_example_all_three_needed"}
TINY, SOME = 1e-10, 0.01


def found(name: str) -> CheckBody:
    return run_check(CheckSpec(check=name))


def numbers(name: str) -> list[float]:
    return list(found(name).measured.values())


@pytest.mark.parametrize("name", entries(CHECK))
def test_check_is_deterministic_and_holds_unless_known_false(name: str) -> None:
    first = found(name)
    torch.manual_seed(1)

    assert first.holds == (name not in FALSE)
    assert first.measured
    assert all(map(math.isfinite, first.measured.values()))
    assert found(name) == first


@pytest.mark.parametrize("name", entries(CHECK))
def test_printed_source_of_a_check_is_complete(name: str, tmp_path: Path) -> None:
    code = read_checks(PACKAGE / "checks")[name]
    (tmp_path / "printed.py").write_text(code.source, encoding="utf-8")

    assert runpy.run_path(str(tmp_path / "printed.py"))[name]() == found(name)
    assert code.sentence.endswith(".")


def test_optimizers() -> None:
    assert numbers("adam_state_bytes") == [0, 1, 1, 2, 2]
    direction, ratio, adam = numbers("rate_scales_the_step")
    assert direction == pytest.approx(1, abs=TINY)
    assert ratio == pytest.approx(100, abs=100 * TINY)
    assert adam < 0.99
    smallest, largest, sgd_range, alignment = numbers("first_step_of_adam_is_the_rate")
    assert [smallest, largest] == pytest.approx([1, 1], abs=TINY)
    assert sgd_range > 100
    assert 0 < alignment < 0.99
    sgd_difference, adam_difference = numbers("l2_equals_decoupled_decay_for_sgd_only")
    assert sgd_difference < TINY < SOME < adam_difference
    corrected, uncorrected = numbers("adam_is_rmsprop_with_momentum")
    assert corrected < TINY < SOME < uncorrected


def test_gradients() -> None:
    assert numbers("gradients_add_up_without_zeroing") == pytest.approx([2, 1], abs=TINY)
    plain, batch_norm = numbers("accumulated_gradients_equal_one_large_batch")
    assert plain < TINY < SOME < batch_norm
    shortened, by_norm, by_value = numbers("clipping_keeps_direction")
    assert shortened == pytest.approx(0.1, abs=1e-5)
    assert by_norm == pytest.approx(1, abs=TINY)
    assert by_value < 0.99
    one, four, ratio = numbers("four_times_the_batch_halves_the_noise")
    assert one == pytest.approx(2 * four)
    assert ratio == pytest.approx(2, abs=TINY)


def test_inputs() -> None:
    mlp, cnn = numbers("permuted_pixels_are_permuted_weights")
    assert mlp < TINY < SOME < cnn


def test_layers() -> None:
    assert numbers("convolution_shapes") == [144, 144, 24, 28, 14, 13]
    training, evaluation, between = numbers("batch_norm_formula")
    assert max(training, evaluation) < TINY < SOME < between
    formula, evaluation, alone, by_batch_norm = numbers("layer_norm_formula")
    assert max(formula, evaluation, alone) < TINY < SOME < by_batch_norm
    fraction, allowed, before, after, mean = numbers("dropout_keeps_the_mean")
    assert fraction == pytest.approx(0.3, abs=allowed)
    assert allowed == pytest.approx(5 * math.sqrt(0.3 * 0.7 / 100_000))
    assert [before, after] == pytest.approx([2, 2 / 0.7])
    assert mean == pytest.approx(2 * (1 - fraction) / 0.7)


def test_graphs() -> None:
    by_node, by_graph, mixed_up = numbers("permuted_nodes_permute_outputs")
    assert max(by_node, by_graph) < TINY < SOME < mixed_up
    messages, to_itself, alone = numbers("mean_aggregation_is_a_product")
    assert max(messages, to_itself) < TINY < SOME < alone


def test_adapters() -> None:
    added, trained, by_formula, merged, rank = numbers("adapters_start_at_zero_and_merge")
    assert added == 0
    assert max(by_formula, merged) < TINY < SOME < trained
    assert rank == 2


def test_losses() -> None:
    logarithms = [math.log(classes) for classes in (2, 10, 100)]
    assert numbers("cross_entropy_of_uniform_is_log_classes") == pytest.approx(logarithms)
    right, wrong, apart, lowest, sure = numbers("label_smoothing_targets")
    assert [right, wrong] == pytest.approx([0.91, 0.01])
    assert apart < TINY
    assert lowest == pytest.approx(-0.91 * math.log(0.91) - 0.09 * math.log(0.01))
    assert sure == pytest.approx(0.09 * 20, abs=1e-6)
    smallest, equal, one_large = numbers("rmse_is_at_least_mae")
    assert 1 < smallest < 1.1
    assert [equal, one_large] == pytest.approx([1, math.sqrt(10)], abs=TINY)


def test_language() -> None:
    assert numbers("causal_mask_leaks_nothing") == [66, 0, 66, 0]
    entropy, own, least, apart = numbers("no_model_beats_its_source")
    assert 0 < entropy < math.log(16)
    assert own == pytest.approx(entropy, abs=TINY)
    assert least > entropy + SOME
    assert apart < TINY
    cached, with_cache, without_cache = numbers("cached_keys_change_nothing")
    assert cached < TINY
    assert (with_cache, without_cache) == (12, sum(range(1, 13)))


def test_nonlinearity() -> None:
    linear, with_relu = numbers("depth_without_nonlinearity_is_linear")
    assert linear < TINY < SOME < with_relu
    largest, where, at_five, _points = numbers("sigmoid_slope_is_at_most_a_quarter")
    assert (largest, where) == (0.25, 0)
    assert at_five == pytest.approx(math.exp(-5) / (1 + math.exp(-5)) ** 2)
    plain, shifted, bound, relu = numbers("sigmoid_chain_gradient_is_at_most_a_quarter_per_layer")
    assert plain < shifted == bound == 2.0**-20
    assert relu == 1


def test_initialization() -> None:
    of_relu, of_tanh, of_sigmoid = (numbers("zero_weights_keep_units_equal")[first : first + 3] for first in (0, 3, 6))
    assert of_relu[:2] == of_tanh[:2] == [0, 0]
    assert of_relu[2] == of_tanh[2] > SOME
    assert of_sigmoid[0] < TINY < SOME < of_sigmoid[1]
    xavier, he, *ratios, allowed = numbers("xavier_and_he_variances")
    assert (xavier, he) == (2 / 1200, 2 / 300)
    assert ratios == pytest.approx([1] * 4, abs=allowed)
    assert allowed < 0.015
    assert numbers("relu_halves_the_mean_square") == pytest.approx([1, 0.5, 1], abs=TINY)
    shortest, longest, shortest_gaussian, longest_gaussian = numbers("orthogonal_keeps_norms_in_linear_nets")
    assert [shortest, longest] == pytest.approx([1, 1], abs=TINY)
    assert shortest_gaussian < 0.5 < 2 < longest_gaussian


def test_perceptron() -> None:
    assert numbers("perceptron_learns_and_or_loan_never_xor") == [6, 4, 11, 10, 4, 21, 3, 9]
    assert numbers("two_layers_compute_xor") == [0, 1, 1, 0, 4]
    assert numbers("printed_example_all_three_needed") == [0, 0, 3, 1, 0, 0, 0, 1]


def test_generation() -> None:
    pairs, error, largest, at_prior = numbers("kl_divergence_equals_its_integral")
    assert (pairs, at_prior) == (16, 0)
    assert error < TINY
    assert largest == pytest.approx((9 + 0.01 - 1 - math.log(0.01)) / 2)
    analytic, error, score_error, variance, score_variance = numbers("reparameterized_gradient_equals_the_analytic_one")
    assert analytic == pytest.approx(math.cos(0.7) * math.exp(-0.25))
    assert max(error, score_error) < TINY
    assert 3 * variance < score_variance
    likelihood, of_posterior, largest, at_prior, error = numbers("elbo_is_the_log_likelihood_minus_a_divergence")
    assert likelihood == pytest.approx(-math.log(2 * math.pi * 4.5) / 2 - 1.3**2 / 9)
    assert [of_posterior, largest] == pytest.approx([likelihood] * 2, abs=TINY)
    assert at_prior == pytest.approx(-math.log(math.pi) / 2 - (1.3**2 + 4), abs=TINY)
    assert error < TINY
    shapes, error, few, many = numbers("frechet_distance_sees_only_mean_and_covariance")
    assert max(shapes, error) < TINY
    assert few / many == pytest.approx(100, rel=0.1)


def test_translation() -> None:
    narrow, two, wide, greedy = numbers("wide_beam_is_exhaustive")
    assert 20 < narrow < two < wide == greedy == 100
    assert numbers("exact_match_under_teacher_forcing") == [100, 100, 0]
    assert max(numbers("padding_changes_no_translation")) < TINY
    apart, repeated, cut, penalty = numbers("bleu_is_sacrebleu")
    assert apart < TINY
    assert [repeated, cut, penalty] == pytest.approx([2 / 6, 1, math.exp(1 - 6 / 4)])


def test_mistakes() -> None:
    two, ten, hundred, once = numbers("second_softmax_keeps_the_loss_up")
    assert [two, ten, hundred] == pytest.approx([math.log(1 + math.exp(-1)), 1.4611501717, 3.6222070492])
    assert once < TINY
    dropped, evaluated, in_batch, in_eval = numbers("training_mode_changes_predictions")
    assert evaluated == 0
    # Some processors add sixteen products in another order for two rows than for 32.
    assert in_eval <= 16 * torch.finfo(torch.double).eps
    assert min(dropped, in_batch) > SOME


def test_precision() -> None:
    lost, scaled, as_bfloat16, largest, largest_bfloat16 = numbers("scaling_the_loss_saves_small_gradients")
    assert lost == 0
    assert [scaled, as_bfloat16] == pytest.approx([1e-8, 1e-8], rel=0.01)
    assert largest == 65504 < 1e38 < largest_bfloat16
    weight, copy, next_number = numbers("master_weights_keep_small_updates")
    assert (weight, next_number) == (1, 1 + 1 / 128)
    assert copy == pytest.approx(2, abs=0.001)
    error, memory, with_outlier = numbers("rounding_error_is_at_most_half_a_step")
    assert 0.49 < error <= 0.5
    assert memory == 0.25
    assert with_outlier == pytest.approx(10, rel=0.01)


def test_scale() -> None:
    averaged, unequal, cut = numbers("parallel_training_equals_one_device")
    assert max(averaged, cut) < TINY < SOME < unequal
    apart, kept, kept_with, computed, computed_with = numbers("checkpointing_trades_memory_for_a_second_forward_pass")
    assert (apart, kept, computed) == (0, 16, 16)
    assert kept_with == 3 + 4  # what leaves the first three segments, and all of the last
    assert 16 + 3 * 3 <= computed_with <= 16 + 3 * 4


def test_landscape() -> None:
    stuck, gradient, escaped = numbers("gradient_descent_leaves_a_saddle")
    assert stuck == pytest.approx(0.8**100)
    assert gradient == 2 * stuck
    assert escaped == pytest.approx(1e-6 * 1.2**100)
    apart, before, after = numbers("rescaling_layers_changes_the_curvature_only")
    assert apart < TINY
    assert after > 10 * before > SOME


def test_similarity() -> None:
    error, by_cosine, by_dot_product = numbers("cosine_and_distance_rank_alike")
    assert error < TINY
    assert by_cosine == 50 > 2 * by_dot_product
    error, collapsed, unrelated, aligned = numbers("contrastive_loss_is_cross_entropy_over_pairs")
    assert error < TINY
    assert collapsed == pytest.approx(math.log(16))
    assert aligned < 0.5 < collapsed < unrelated


def test_estimates() -> None:
    assert numbers("l1_sets_small_weights_to_zero") == [3, 0, 2.5, 2]
    error, squared_bias, variance, noise = numbers("error_is_squared_bias_plus_variance")
    assert error == pytest.approx(squared_bias + variance + noise, abs=TINY)
    assert min(squared_bias, variance, noise) > SOME


def test_reproducibility() -> None:
    size, with_same_seed, with_other_seed, apart = numbers("same_seed_same_bits")

    assert size == (16 * 16 + 16) + (16 * 16 + 16) + (16 * 3 + 3)
    assert with_same_seed == 0
    assert with_other_seed > 0.9 * size
    assert apart > SOME
