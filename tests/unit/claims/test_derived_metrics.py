"""Derived metrics on tables with known values."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from groundwork.claims.derived_metrics import (
    dead_units_percent,
    distance_between_seeds_points,
    gradient_kept_ratio,
    initial_sparsity_percent,
    lead_of_cnn_over_mlp_points,
    recommended_learning_rate,
    signal_kept_ratio,
    sparsity_percent,
    tuning_width_decades,
    weight_norm,
)
from groundwork.claims.joint_metrics import gap_at_equal_train_loss_points, steps_to_common_accuracy
from groundwork.claims.metrics import DERIVED, JOINT, metric_names
from groundwork.claims.sides import NotEvaluatedError, VariantSide
from groundwork.claims.values import column_values
from groundwork.config.catalog import entries
from groundwork.core.metrics import METRICS, RUN_METRICS

Planter = Callable[..., pd.DataFrame]
RATES = (1e-4, 1e-3, 1e-2, 1e-1)


def side(runs: pd.DataFrame, **tables: pd.DataFrame) -> VariantSide:
    return VariantSide("left", "study", {}, {"runs": runs, **tables}, runs[runs["role"] == "report"], None)


def grid(planted: Planter, accuracies: Mapping[float, float]) -> VariantSide:
    frames = [
        planted({"learning_rate": rate}, seeds=[42], validation_accuracy_percent=accuracy)
        for rate, accuracy in accuracies.items()
    ]
    return side(pd.concat(frames, ignore_index=True))


def test_tuning_width_is_interpolated_on_log_learning_rate(planted: Planter) -> None:
    """One point below 90 lies half a decade below 0.001 (88 at 0.0001) and a tenth of one above 0.01 (79 at 0.1)."""
    found = tuning_width_decades(grid(planted, dict(zip(RATES, (88.0, 90.0, 90.0, 80.0), strict=True))))
    assert found.values[42] == pytest.approx(0.5 + 1 + 0.1)
    assert found.lower_bounds == frozenset()


def test_tuning_width_to_end_of_grid_is_lower_bound(planted: Planter) -> None:
    found = tuning_width_decades(grid(planted, dict(zip(RATES, (89.5, 90.0, 88.0, 10.0), strict=True))))
    assert found.values[42] == pytest.approx(1.5)
    assert found.lower_bounds == {42}


def test_no_tuning_width_if_best_is_at_end_of_grid(planted: Planter) -> None:
    found = tuning_width_decades(grid(planted, dict(zip(RATES, (10.0, 50.0, 88.0, 90.0), strict=True))))
    assert math.isnan(found.values[42])


def test_tuning_width_needs_several_learning_rates(planted: Planter) -> None:
    lonely = grid(planted, {1e-3: 90.0})
    with pytest.raises(NotEvaluatedError, match="left side: needs one variant at each of at least two learning rates"):
        tuning_width_decades(lonely)


def curve(record: str, losses: list[float], gaps: list[float]) -> pd.DataFrame:
    train = np.array(gaps) + 80
    return pd.DataFrame(
        {
            "record": record,
            "seed": 42,
            "role": "report",
            "step": range(len(losses)),
            "train_loss": losses,
            "train_accuracy_percent": train,
            "validation_accuracy_percent": 80.0,
        }
    )


def test_gap_is_at_lowest_shared_loss(planted: Planter) -> None:
    """The left side ends at 0.4, which the right side passes halfway from 0.5 to 0.3, where its gap is 2."""
    slow = planted({"optimizer": "sgd"}, seeds=[42])
    fast = planted({"optimizer": "adam"}, seeds=[42])
    left = side(slow, curves=curve("record of sgd", [2.3, 0.6, 0.4], [0.0, 0.5, 1.5]))
    right = side(fast, curves=curve("record of adam", [2.3, 0.5, 0.3, 0.35], [0.0, 1.0, 3.0, 9.0]))
    found_left, found_right = gap_at_equal_train_loss_points(left, right)
    assert found_left.values == pytest.approx({42: 1.5})
    assert found_right.values == pytest.approx({42: 2.0})


def test_diverged_seed_has_no_gap(planted: Planter) -> None:
    runs = planted({}, seeds=[42], outcome="diverged at step 3")
    there = side(runs, curves=curve(runs["record"].iloc[0], [2.3, 0.5], [0.0, 1.0]))
    assert gap_at_equal_train_loss_points(there, there)[0].values == {}


def accuracy_curve(record: str, points: Mapping[int, float], seed: int = 42) -> pd.DataFrame:
    columns = {"record": record, "seed": seed, "step": points.keys(), "validation_accuracy_percent": points.values()}
    return pd.DataFrame(columns)


def test_steps_to_what_the_slower_side_ends_with(planted: Planter) -> None:
    """The slow side ends at 80, which the fast one passes half way between 9 and 36 steps: after 18, their root."""
    slow, fast = planted({"optimizer": "sgd"}, seeds=[42]), planted({"optimizer": "adam"}, seeds=[42])
    left = side(slow, curves=accuracy_curve("record of sgd", {0: 10, 9: 20, 430: 79, 144: 70, 1290: 80}))
    right = side(fast, curves=accuracy_curve("record of adam", {0: 10, 9: 75, 36: 85, 1290: 83}))
    found_left, found_right = steps_to_common_accuracy(left, right)
    assert found_left.values == pytest.approx({42: 1290.0})
    assert found_right.values == pytest.approx({42: 18.0})
    assert steps_to_common_accuracy(right, left)[0].values == found_right.values


def test_steps_are_not_interpolated_from_the_untrained_network(planted: Planter) -> None:
    runs = planted({}, seeds=[42, 43, 44], outcome=["finished", "finished", "diverged at step 3"])
    points: list[dict[int, float]] = [{0: 10, 9: 90, 18: 80}, {0: 10, 9: 9, 18: 10}, {0: 10, 9: 60}]
    curves = [accuracy_curve(runs["record"].iloc[0], each, 42 + index) for index, each in enumerate(points)]
    there = side(runs, curves=pd.concat(curves))
    found, _ = steps_to_common_accuracy(there, there)
    assert found.values.keys() == {42, 43}  # the third diverged
    assert found.values[42] == 9.0
    assert math.isnan(found.values[43])  # it has learned nothing


def test_lead_is_paired_by_seed(planted: Planter) -> None:
    cnn = planted({"model": "cnn"}, seeds=[42, 43], test_accuracy_percent=[91.0, 92.0])
    mlp = planted({"model": "mlp"}, seeds=[42, 43, 44], test_accuracy_percent=[88.0, 88.5, 89.0])
    there = side(pd.concat([cnn, mlp], ignore_index=True))
    assert lead_of_cnn_over_mlp_points(there).values == {42: 3.0, 43: 3.5}
    assert lead_of_cnn_over_mlp_points(there).images == {}
    with pytest.raises(NotEvaluatedError, match="left side: needs exactly one variant with model cnn"):
        lead_of_cnn_over_mlp_points(side(mlp))


def test_lead_is_also_by_test_image(planted: Planter) -> None:
    cnn, mlp = planted({"model": "cnn"}, seeds=[42, 43]), planted({"model": "mlp"}, seeds=[42])
    bits = {"record of cnn": "uA==", "record of mlp": "kA=="}  # 10111 and 10010
    rows = [{"record": record, "seed": 42, "horizon": 9, "images": 5, "correct": bit} for record, bit in bits.items()]
    there = side(pd.concat([cnn, mlp], ignore_index=True), correctness=pd.DataFrame(rows))
    (images,) = lead_of_cnn_over_mlp_points(there).images.values()
    assert images.tolist() == [0, 0, 100, 0, 100]


def test_test_accuracy_has_its_images_at_the_last_horizon_of_finished_runs(planted: Planter) -> None:
    runs = planted({}, seeds=[42, 43, 44], outcome=["finished", "diverged at step 3", "finished"])
    columns = {"record": runs["record"].iloc[0], "seed": [42, 42, 43], "horizon": [4300, 144, 144], "images": 3}
    correctness = pd.DataFrame({**columns, "correct": ["wA==", "IA==", "IA=="]})  # 110, 001, 001
    found = column_values("test_accuracy_percent", side(runs, correctness=correctness))
    assert {seed: images.tolist() for seed, images in found.images.items()} == {42: [100, 100, 0]}
    assert column_values("test_loss", side(runs, correctness=correctness)).images == {}
    resplit = side(runs.assign(dataset="digits"), correctness=correctness)
    assert column_values("test_accuracy_percent", resplit).images == {}


def test_distance_between_seeds_uses_pairs_in_order(planted: Planter) -> None:
    """The fifth seed has no partner."""
    there = side(planted({}, seeds=[42, 43, 44, 45, 46], test_accuracy_percent=[90.0, 91.0, 85.0, 88.0, 70.0]))

    assert distance_between_seeds_points(there).values == {42: 1.0, 44: 3.0}


def ramp(record: str, losses: list[float]) -> pd.DataFrame:
    steps = range(len(losses))
    rates = 10.0 ** (np.arange(len(losses)) - 5)
    return pd.DataFrame(
        {"record": record, "seed": 42, "step": steps, "learning_rate_at_step": rates, "step_loss": losses}
    )


def test_suggestion_is_tenth_of_lowest_loss_learning_rate(planted: Planter) -> None:
    runs = planted({"schedule": "exponential_ramp (start_lr 1e-6, end_lr 10)"}, seeds=[42])
    record = runs["record"].iloc[0]
    blown_up = side(runs, step_losses=ramp(record, [2.3, 2.2, 1.5, 0.9, 3.0, math.inf, math.nan]))
    falling = side(runs, step_losses=ramp(record, [2.3, 2.2, 1.5, 0.9]))
    found, still_falling = recommended_learning_rate(blown_up), recommended_learning_rate(falling)
    assert found.values == pytest.approx({42: 1e-3})
    assert found.lower_bounds == frozenset()
    assert still_falling.lower_bounds == {42}


def test_variant_without_ramp_recommends_its_learning_rate(planted: Planter) -> None:
    there = side(planted({"learning_rate": 3e-3}))
    assert set(recommended_learning_rate(there).values.values()) == {3e-3}


def test_diverged_run_counts_as_worst_of_study(planted: Planter) -> None:
    """Its loss counts as the highest finite one; a seed without a value has none."""
    outcome = ["finished", "diverged at step 9", "finished"]
    here = planted({"a": 1}, seeds=[42, 43, 44], outcome=outcome, train_loss=[0.4, math.inf, math.nan])
    other = planted({"a": 2}, seeds=[42, 43], train_loss=[0.9, 0.8])
    study = pd.concat([here, other], ignore_index=True)
    found = column_values("train_loss", VariantSide("left", "study", {}, {"runs": study}, here, None))
    assert (found.values[42], found.values[43]) == (0.4, 0.9)
    assert math.isnan(found.values[44])
    assert found.lower_bounds == {43}


def readings(record: str, probe: str, at_epoch: Mapping[int, Mapping[str, float]], seed: int = 42) -> pd.DataFrame:
    rows = [
        {"record": record, "seed": seed, "probe": probe, "epoch": epoch, "layer": layer, "value": value}
        for epoch, values in at_epoch.items()
        for layer, value in values.items()
    ]
    return pd.DataFrame(rows)


def deep(first: float, second: float, tenth: float) -> dict[str, float]:
    """Return readings in alphabetical order, which is not the order of the layers."""
    return {"hidden_1": first, "hidden_10": tenth, "hidden_2": second, "output": 99.0}


def test_signal_ratio_is_last_over_first_layer_untrained(planted: Planter) -> None:
    runs = planted({}, seeds=[42])
    record = runs["record"].iloc[0]
    at_epoch = {0: deep(2.0, 1.0, 0.5), 1: deep(7.0, 7.0, 7.0)}
    there = side(
        runs,
        activations=pd.concat(
            [readings(record, "activation_std", at_epoch), readings(record, "activation_mean", {0: deep(9, 9, 9)})]
        ),
        gradient_norms=readings(record, "gradient_norm", at_epoch),
    )
    assert signal_kept_ratio(there).values == {42: 0.25}
    assert gradient_kept_ratio(there).values == {42: 4.0}


def test_kept_ratios_have_the_root_mean_square_over_draws(planted: Planter) -> None:
    runs = planted({}, seeds=[42, 43])
    record = runs["record"].iloc[0]
    ends = {42: 0.5, 43: 2.0}
    read = [readings(record, "activation_std", {0: deep(1.0, 1.0, end)}, seed) for seed, end in ends.items()]
    found = signal_kept_ratio(side(runs, activations=pd.concat(read))).values
    assert math.sqrt(found[42] * found[43]) == pytest.approx(math.exp(np.var(np.log([0.5, 2.0]), ddof=1)))


def test_signal_ratio_without_initial_or_final_signal(planted: Planter) -> None:
    runs = planted({}, seeds=[42, 43])
    record = runs["record"].iloc[0]
    silent = readings(record, "activation_std", {0: deep(0.0, 0.0, 0.0)})
    lost = readings(record, "activation_std", {0: deep(1.0, 0.1, 0.0)}, seed=43)
    found = signal_kept_ratio(side(runs, activations=pd.concat([silent, lost])))
    assert math.isnan(found.values[42])
    assert found.values[43] == 0.0


def test_signal_ratio_needs_two_hidden_layers(planted: Planter) -> None:
    runs = planted({}, seeds=[42])
    shallow = readings(runs["record"].iloc[0], "activation_std", {0: {"hidden_1": 1.0, "output": 1.0}})
    with pytest.raises(NotEvaluatedError, match="left side: needs a network with at least two hidden layers"):
        signal_kept_ratio(side(runs, activations=shallow))


def test_missing_probe(planted: Planter) -> None:
    runs = planted({}, seeds=[42])
    other = readings(runs["record"].iloc[0], "weight_norm", {0: {"output": 1.0}})
    expected = "left side: probe 'dead_units' read nothing; name it under probes in studies.study of params.yaml"
    with pytest.raises(NotEvaluatedError, match=expected):
        dead_units_percent(side(runs, probe_readings=other))


def test_probe_that_was_not_read_at_the_end(planted: Planter) -> None:
    runs = planted({}, seeds=[42], kept_epoch=0.3)
    early = readings(runs["record"].iloc[0], "dead_units", {0: {"output": 1.0}})
    with pytest.raises(NotEvaluatedError, match=r"^left side: probe 'dead_units' was not read after so many steps$"):
        dead_units_percent(side(runs, probe_readings=early))


def test_dead_units_percent_is_over_all_layers_of_kept_weights(planted: Planter) -> None:
    """Half of 30 units and a tenth of 10 filters are 16 of 40; the last epoch, which was not kept, does not matter."""
    runs = planted({}, seeds=[42, 43], kept_epoch=1, outcome=["finished", "diverged at step 3"])
    record = runs["record"].iloc[0]
    shares = {0: {"filters": 0.0, "dense": 0.0}, 1: {"filters": 0.1, "dense": 0.5}, 2: {"filters": 1.0, "dense": 1.0}}
    found = [readings(record, "dead_units", shares, seed) for seed in (42, 43)]
    described = [("filters", "Conv2d", "10x7x7"), ("dense", "Linear", "30"), ("output", "Linear", "10")]
    layers = pd.DataFrame(described, columns=["layer", "kind", "output_shape"]).assign(record=record)
    there = side(runs, probe_readings=pd.concat(found), layers=layers)
    assert dead_units_percent(there).values == {42: pytest.approx(40.0)}


def test_sparsity_is_over_the_outputs_of_all_layers(planted: Planter) -> None:
    """A tenth of 490 outputs of filters and half of 30 outputs are 64 of 520."""
    runs = planted({}, seeds=[42], kept_epoch=1)
    record = runs["record"].iloc[0]
    shares = {0: {"filters": 0.5, "dense": 0.5}, 1: {"filters": 0.1, "dense": 0.5}}
    described = [("filters", "Conv2d", "10x7x7"), ("dense", "Linear", "30"), ("output", "Linear", "10")]
    layers = pd.DataFrame(described, columns=["layer", "kind", "output_shape"]).assign(record=record)
    there = side(runs, probe_readings=readings(record, "sparsity", shares), layers=layers)
    assert sparsity_percent(there).values == {42: pytest.approx(100 * 64 / 520)}
    assert initial_sparsity_percent(there).values == {42: pytest.approx(50.0)}


def test_weight_norm_is_root_of_sum_of_squares(planted: Planter) -> None:
    runs = planted({}, seeds=[42], kept_epoch=1)
    norms = readings(runs["record"].iloc[0], "weight_norm", {0: {"hidden_1": 1.0}, 1: {"hidden_1": 3.0, "output": 4.0}})
    assert weight_norm(side(runs, probe_readings=norms)).values == {42: 5.0}


def test_readings_of_tuning_seeds_are_ignored(planted: Planter) -> None:
    runs = pd.concat([planted({}, seeds=[42]), planted({}, "tuning", [7])], ignore_index=True)
    record = runs["record"].iloc[0]
    both = pd.concat([readings(record, "weight_norm", {5: {"output": 2.0}}, seed) for seed in (42, 7)])
    assert weight_norm(side(runs, probe_readings=both)).values == {42: 2.0}


@pytest.mark.parametrize(("metric", "patience", "outcome", "counted"), [
    ("steps", math.nan, "finished", True),
    ("steps", 3, "finished", False),
    ("steps", math.nan, "diverged at step 3", False),
    ("parameters", 3, "diverged at step 3", True),
    ("test_loss", math.nan, "finished", False),
])  # fmt: skip
def test_values_independent_of_seed_are_counted(
    planted: Planter, metric: str, patience: float, outcome: str, counted: bool
) -> None:
    there = side(planted({}, patience=patience, outcome=outcome))
    assert column_values(metric, there).counted is counted


def test_every_claim_metric_is_in_registry() -> None:
    derived = {*entries(DERIVED), *entries(JOINT)}

    assert derived.isdisjoint(RUN_METRICS)
    assert set(metric_names()) == {*RUN_METRICS, *derived} <= set(METRICS)
