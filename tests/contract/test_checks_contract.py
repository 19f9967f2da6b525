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


def test_reproducibility() -> None:
    size, with_same_seed, with_other_seed, apart = numbers("same_seed_same_bits")

    assert size == (16 * 16 + 16) + (16 * 16 + 16) + (16 * 3 + 3)
    assert with_same_seed == 0
    assert with_other_seed > 0.9 * size
    assert apart > SOME
