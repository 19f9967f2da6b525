"""Counts, constants, measurements and different metrics as sides of a claim, and families of claims."""

import math
from collections.abc import Callable

import pandas as pd
import pytest

from groundwork.claims.files import Judgment
from groundwork.claims.judging import judge
from groundwork.claims.schema import Claims
from groundwork.config.schema import Params
from tests.unit.claims.samples import BETTER, CLAIM, LOWER, WORSE, accuracy, facts_by_name, losses

Planter = Callable[..., pd.DataFrame]
ClaimsMaker = Callable[..., Claims]


def test_claims_of_study_are_one_family(planted: Planter, claims_of: ClaimsMaker, params: Params) -> None:
    """Two claims of one study halve the level of the stronger one; claims of other studies have no effect."""
    frames = [planted({"optimizer": "adam"}, **accuracy(BETTER)), planted({"optimizer": "sgd"}, **accuracy(WORSE))]
    runs = {"runs": pd.concat(frames, ignore_index=True)}
    sides: dict[str, object] = {**CLAIM, "left": {"optimizer": "adam"}, "right": {"optimizer": "sgd"}}
    claims = claims_of(
        {**sides, "id": "first"}, {**sides, "id": "second"}, {**sides, "id": "other", "study": "schedules"}
    )
    verdicts = judge({"optimizers": runs, "schedules": runs}, claims, params, {}).verdicts
    assert [each.claim for each in verdicts] == ["first", "second", "other"]
    assert [each.family for each in verdicts] == ["optimizers", "optimizers", "schedules"]
    assert [each.family_size for each in verdicts] == [2, 2, 1]
    assert [each.corrected_confidence for each in verdicts] == pytest.approx([0.975, 0.95, 0.95])


def test_count_is_not_in_family(planted: Planter, claims_of: ClaimsMaker, params: Params) -> None:
    """The number of parameters does not depend on the seed, so nothing is sampled for any number of seeds."""
    small = planted({"optimizer": "sgd"}, parameters=500, **accuracy(WORSE))
    runs = pd.concat([planted({"optimizer": "adam"}, **accuracy(BETTER)), small], ignore_index=True)
    twice = {**CLAIM, "id": "twice", "metric": "parameters", "scale": "ratio", "matters": 1.1, "claimed": 2.0}
    thrice = {**twice, "id": "thrice", "claimed": 3.0}
    more = {**twice, "id": "more", "matters": 2.0, "claimed": None}
    fewer = {**twice, "id": "fewer", "expect": "less"}
    claims = claims_of(dict(CLAIM), twice, thrice, more, fewer)
    for seeds in ([42, 43, 44, 45, 46], [42]):
        tables = {"optimizers": {"runs": runs[runs["seed"].isin(seeds)]}}
        sampled, *counted = judge(tables, claims, params, {}).verdicts
        assert [each.verdict for each in counted] == [
            *("supported", "weaker than claimed", "no meaningful difference", "contradicted")
        ]
        assert [each.kind for each in (sampled, *counted)] == ["comparison", *["counted"] * 4]
        assert {(each.family, each.family_size) for each in counted} == {("", None)}
        assert all(math.isnan(each.corrected_confidence) for each in counted)
        first = counted[0]
        assert (first.effect, first.low, first.high) == (2.0, 2.0, 2.0)
        assert (first.std, first.seeds_needed) == (1.0, "")
        assert first.reason == "counted, not sampled: the same for every seed"


def test_count_that_depends_on_seed_is_sampled(judged: Callable[..., Judgment]) -> None:
    """With early stopping, equal epochs of all seeds are a coincidence, so the usual test applies."""
    claim = {**CLAIM, "metric": "epochs_run", "expect": "less", "scale": "difference", "matters": 1}
    row = judged({"epochs_run": 3, "patience": 2}, {"epochs_run": 5}, claim).verdicts[0]
    assert (row.verdict, row.effect, row.family_size, row.reason) == ("supported", -2.0, 1, "")


def test_counted_measurement_is_not_sampled(measured_rows: Planter, claims_of: ClaimsMaker, params: Params) -> None:
    rows = [measured_rows("activation_memory", "saved_activation_bytes", [8.0, 8.0], case) for case in ("one", "two")]
    sides = {name: {"measurement": "activation_memory", "case": name} for name in ("one", "two")}
    claim = {**CLAIM, "metric": "saved_activation_bytes", "left": sides["one"], "right": sides["two"]}
    claims = claims_of({**claim, "expect": "equal", "scale": "ratio", "matters": 1.01})
    (row,) = judge({"optimizers": {"measurements": pd.concat(rows, ignore_index=True)}}, claims, params, {}).verdicts
    assert (row.verdict, row.kind, row.effect, row.low, row.high) == ("supported", "counted", 1.0, 1.0, 1.0)


def test_constant_side(judged: Callable[..., Judgment]) -> None:
    found = judged(accuracy(BETTER), accuracy(WORSE), {**CLAIM, "right": {"constant": 87}})
    row = found.verdicts[0]
    assert (row.verdict, row.n, row.right_settings) == ("supported", 5, {"constant": 87.0})
    assert (row.right_mean, row.effect) == pytest.approx((87.0, 1.1))
    assert (row.kind, row.right_is_constant) == ("comparison", True)
    assert math.isnan(row.right_low)
    assert row.records == ("record of adam",)
    assert row.shared_settings["optimizer"] == "adam"
    right = facts_by_name(found)["claim.adam_wins.right"]
    assert (right.value, right.unit, right.n, right.records) == (87.0, "%", None, ())


def test_diverged_runs_against_constant(judged: Callable[..., Judgment]) -> None:
    claim = {**LOWER, "right": {"constant": 2}}
    row = judged(losses([1.0, 1.1, 0.9, 1.0, 1.0]), {}, claim).verdicts[0]
    assert (row.verdict, row.right_mean) == ("supported", 2.0)
    assert row.effect == pytest.approx(0.5, abs=0.01)
    row = judged(losses([math.inf] * 5), losses([5.0] * 5), claim).verdicts[0]
    assert (row.verdict, row.high) == ("contradicted", math.inf)


def test_sides_with_different_metrics_of_one_variant(judged: Callable[..., Judgment]) -> None:
    sides = {"left": {"optimizer": "adam"}, "right": {"optimizer": "adam", "metric": "positive_recall_percent"}}
    columns = {**accuracy(BETTER), "positive_recall_percent": [each - 30 for each in BETTER]}
    row = judged(columns, {}, {**CLAIM, **sides}).verdicts[0]
    assert row.verdict == "supported"
    assert (row.effect, row.std) == pytest.approx((30.0, 0))
    assert row.right_settings == {"optimizer": "adam", "metric": "positive_recall_percent"}
    assert row.metric == "test_accuracy_percent"


def test_measurement_sides(planted: Planter, measured_rows: Planter, claims_of: ClaimsMaker, params: Params) -> None:
    """Measurements are paired by seed with another measurement, a constant and a variant."""
    found = [measured_rows("random_search", "test_accuracy_percent", BETTER)]
    found.append(measured_rows("grid_search", "test_accuracy_percent", WORSE))
    tables = {
        "optimizers": {
            "measurements": pd.concat(found, ignore_index=True),
            "runs": planted({"optimizer": "sgd"}, **accuracy(WORSE)),
        }
    }
    base = {**CLAIM, "left": {"measurement": "random_search"}, "requires_dataset": "fashion-mnist"}
    claims = claims_of(
        {**base, "id": "measurement", "right": {"measurement": "grid_search"}},
        {**base, "id": "constant", "right": {"constant": 86.1}},
        {**base, "id": "variant", "right": {"optimizer": "sgd"}},
    )
    judged = judge(tables, claims, params, {})
    assert [(each.verdict, each.n) for each in judged.verdicts] == [("supported", 5)] * 3
    assert [each.effect for each in judged.verdicts] == pytest.approx([2.0] * 3)
    measurement, constant, variant = judged.verdicts
    assert measurement.records == ("record of random_search", "record of grid_search")
    assert constant.left_settings == {"measurement": "random_search"}
    assert constant.right_settings == {"constant": 86.1}
    assert measurement.shared_settings == {}
    assert variant.shared_settings["dataset"] == "fashion-mnist"
    assert judged.metrics["optimizers.random_search.test_accuracy_percent"] == pytest.approx(88.1)
    away = judge(tables, claims, params, {"fashion-mnist": "digits"}).verdicts
    reason = "the sentence is about fashion-mnist, and this run uses the fallback digits"
    assert [each.reason for each in away] == [reason] * 3


def test_measurement_of_other_dataset(measured_rows: Planter, claims_of: ClaimsMaker, params: Params) -> None:
    rows = measured_rows("random_search", "test_accuracy_percent", BETTER)
    sides = {"left": {"measurement": "random_search"}, "right": {"constant": 80}, "requires_dataset": "mnist"}
    judged = judge({"optimizers": {"measurements": rows}}, claims_of({**CLAIM, **sides}), params, {})
    assert judged.verdicts[0].reason == "the sentence is about mnist, and these runs are on fashion-mnist"
