"""Single claims against synthetic runs: verdicts, facts, and files."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from groundwork.claims.files import Judgment, write_judgment
from groundwork.claims.judging import judge
from groundwork.claims.schema import Claims
from groundwork.config.schema import Params
from groundwork.core.findings import verdicts_from_csv
from tests.unit.claims.samples import BETTER, CLAIM, LOWER, WORSE, accuracy, facts_by_name, losses

Planter = Callable[..., pd.DataFrame]
ClaimsMaker = Callable[..., Claims]


def test_true_difference(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy(BETTER), accuracy(WORSE)).verdicts[0]
    assert (row.verdict, row.n, row.left_out, row.reason) == ("supported", 5, 0, "")
    assert (row.left_mean, row.right_mean, row.effect) == pytest.approx((88.1, 86.1, 2.0))
    assert (row.std, row.low, row.high) == pytest.approx((0.141421, 1.824402, 2.175598), abs=1e-5)
    assert (row.unit, row.effect_unit) == ("%", "points")
    assert (row.left_settings, row.right_settings) == ({"optimizer": "adam"}, {"optimizer": "sgd"})
    assert row.records == ("record of adam", "record of sgd")
    assert (row.family, row.family_size) == ("optimizers", 1)
    assert list(row.shared_settings.items())[:3] == [
        ("dataset", "fashion-mnist"),
        ("train_images", 1000),
        ("preprocessing", "unit_range"),
    ]


def test_reversed_difference(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy(WORSE), accuracy(BETTER)).verdicts[0]
    assert row.verdict == "contradicted"
    assert row.effect == pytest.approx(-2.0)


def test_small_reversed_difference_does_not_matter(judged: Callable[..., Judgment]) -> None:
    slightly = [each + 0.2 for each in BETTER]
    row = judged(accuracy(BETTER), accuracy(slightly)).verdicts[0]
    assert (row.verdict, row.direction_known, row.reason) == ("no meaningful difference", True, "")


def test_difference_below_the_claimed_one_is_weaker(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy(BETTER), accuracy(WORSE), {**CLAIM, "claimed": 5}).verdicts[0]
    assert (row.verdict, row.matters, row.claimed) == ("weaker than claimed", 0.5, 5.0)
    assert row.same_verdict_percent > 95


def test_known_direction_is_said_of_an_inconclusive_claim(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy(BETTER), accuracy(WORSE), {**CLAIM, "matters": 1.9}).verdicts[0]
    assert (row.verdict, row.direction_known, row.reason) == (
        "inconclusive",
        True,
        "the direction is known, the size is not",
    )
    assert int(row.seeds_needed) > 5


def test_diverged_seed_counts_as_guessing(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy([10.0, *BETTER[1:]]), accuracy(WORSE)).verdicts[0]
    assert (row.verdict, row.n) == ("inconclusive", 5)
    assert row.effect == pytest.approx(2.0 - 78.0 / 5)
    assert int(row.seeds_needed) > 5


def test_too_few_seeds(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy(BETTER[:2]), accuracy(WORSE[:2]), seeds=[42, 43]).verdicts[0]
    assert (row.verdict, row.n, row.seeds_needed) == ("not evaluated", 2, "")
    assert row.reason == (
        "too few seeds: there are 2 pairs, and fewer than 3 do not give a reliable standard deviation"
    )


def test_ratio_is_geometric(judged: Callable[..., Judgment]) -> None:
    """Pairs with ratios of 0.4, 0.5 and 0.625 have a geometric mean of 0.5 and a geometric std of 1.25."""
    row = judged(losses([0.8, 1.0, 1.25]), losses([2.0, 2.0, 2.0]), LOWER, seeds=[1, 2, 3]).verdicts[0]
    assert (row.effect, row.std, row.left_mean) == pytest.approx((0.5, 1.25, 1.0))
    half = 4.302653 * math.log(1.25) / math.sqrt(3)
    assert (row.low, row.high) == pytest.approx((0.5 * math.exp(-half), 0.5 * math.exp(half)))
    assert (row.verdict, row.effect_unit, row.unit) == ("inconclusive", "times", "nats")


def test_side_that_always_diverges_can_decide(judged: Callable[..., Judgment]) -> None:
    """It counts as the worst run of the study, and its true value is worse."""
    row = judged(losses([1.0, 1.1, 0.9, 1.0, 1.0]), losses([math.inf] * 5), LOWER, worst=losses([5.0] * 5)).verdicts[0]
    assert (row.verdict, row.n, row.low) == ("supported", 5, 0.0)
    assert row.right_mean == pytest.approx(5.0)
    assert row.effect == pytest.approx(0.2, abs=0.01)
    assert row.reason == "5 of 5 seeds with a right side that is only a lower bound, so the true value is larger"


def test_side_with_bounds_has_no_upper_end(judged: Callable[..., Judgment]) -> None:
    found = judged(losses([1.0, 1.1, 0.9, 1.0, 1.0]), losses([math.inf] * 5), LOWER, worst=losses([5.0] * 5))
    row, fact = found.verdicts[0], facts_by_name(found)["claim.adam_wins.right"]

    assert (row.right_low, row.right_high) == (fact.low, fact.high) == pytest.approx((5.0, math.inf))
    assert math.isfinite(row.left_high)


def test_left_side_that_always_diverges_contradicts(judged: Callable[..., Judgment]) -> None:
    row = judged(losses([math.inf] * 5), losses([1.0, 1.1, 0.9, 1.0, 1.0]), LOWER, worst=losses([5.0] * 5)).verdicts[0]
    assert (row.verdict, row.high) == ("contradicted", math.inf)


def test_bounds_of_both_sides_are_inconclusive(judged: Callable[..., Judgment]) -> None:
    row = judged(
        losses([math.inf, 1.0, 1.0, 1.0]), losses([2.0, 2.0, 2.0, math.inf]), LOWER, seeds=[1, 2, 3, 4]
    ).verdicts[0]
    assert (row.verdict, row.seeds_needed, row.p_value) == ("inconclusive", "", 1.0)
    assert row.reason.startswith(
        "no number of such seeds would settle it, as diverged runs or short grids leave the interval open; 1 of 4"
    )


def test_seed_with_two_bounds_is_left_out(judged: Callable[..., Judgment]) -> None:
    row = judged(
        losses([math.inf, 1.0, 1.1, 0.9]), losses([math.inf, 4.0, 4.1, 3.9]), LOWER, seeds=[1, 2, 3, 4]
    ).verdicts[0]
    assert (row.verdict, row.n, row.left_out) == ("supported", 3, 1)


def test_both_sides_always_diverging_is_not_evaluated(judged: Callable[..., Judgment]) -> None:
    row = judged(losses([math.inf] * 5), losses([math.inf] * 5), LOWER, worst=losses([5.0] * 5)).verdicts[0]
    assert (row.verdict, row.seeds_needed) == ("not evaluated", "")
    assert row.reason.startswith(
        "no seed has more than a bound on either side in this run: 5 of 5 seeds left out: both sides"
    )


def test_metric_without_values_is_not_evaluated(judged: Callable[..., Judgment]) -> None:
    row = judged(accuracy([math.nan] * 5), accuracy(WORSE)).verdicts[0]
    assert (row.verdict, row.expect) == ("not evaluated", "greater")
    assert row.reason == "no seed has a value of test_accuracy_percent on both sides in this run"
    assert (row.family, row.family_size) == ("", None)


def test_equality_is_supported_within_margin(judged: Callable[..., Judgment]) -> None:
    same = {**CLAIM, "expect": "equal"}
    assert judged(accuracy(BETTER), accuracy([88.1, 88.2, 87.9, 88.0, 88.3]), same).verdicts[0].verdict == "supported"
    assert judged(accuracy(BETTER), accuracy(WORSE), same).verdicts[0].verdict == "contradicted"


def test_claim_about_other_dataset_is_not_evaluated(judged: Callable[..., Judgment]) -> None:
    claim = {**CLAIM, "requires_dataset": "fashion-mnist"}
    digits = {"dataset": "digits"}
    row = judged(digits, digits, claim, fallbacks={"fashion-mnist": "digits"}).verdicts[0]
    assert (row.verdict, row.reason) == (
        "not evaluated",
        "the sentence is about fashion-mnist, and this run uses the fallback digits",
    )
    gone = {**claim, "left": {"train_images": 55_000}}
    assert judged(digits, digits, gone, fallbacks={"fashion-mnist": "digits"}).verdicts[0].reason == row.reason
    mnist = {"dataset": "mnist"}
    reason = judged(mnist, mnist, claim).verdicts[0].reason
    assert reason == "the sentence is about fashion-mnist, and these runs are on mnist"
    assert judged(accuracy(BETTER), accuracy(WORSE), claim).verdicts[0].verdict == "supported"


def test_facts_of_claim(judged: Callable[..., Judgment]) -> None:
    found = judged(accuracy(BETTER), accuracy(WORSE))
    facts = facts_by_name(found)
    left = facts["claim.adam_wins.left"]
    assert (left.unit, left.n, left.confidence) == ("%", 5, 0.95)
    assert left.value == pytest.approx(88.1)
    effect = facts["claim.adam_wins.effect"]
    assert (effect.unit, effect.records) == ("points", ("record of adam", "record of sgd"))
    assert effect.value == pytest.approx(2.0)
    assert found.metrics["claim.adam_wins.effect"] == pytest.approx(2.0)


def test_facts_of_claim_not_evaluated(judged: Callable[..., Judgment]) -> None:
    found = judged(
        accuracy(BETTER), accuracy(WORSE), {**CLAIM, "left": {"optimizer": "lion", "learning_rate": "tuned"}}
    )
    facts = facts_by_name(found)
    for name in ("left", "right", "effect", "left_learning_rate"):
        assert math.isnan(facts[f"claim.adam_wins.{name}"].value)
        assert facts[f"claim.adam_wins.{name}"].note.startswith("left side: no variant of study 'optimizers' has")
        assert f"claim.adam_wins.{name}" not in found.metrics


def test_exact_claim(claims_of: ClaimsMaker, params: Params) -> None:
    keys = ("id", "study", "sentence", "source")
    claims = claims_of({**{key: CLAIM[key] for key in keys}, "check": "adam_state_bytes"})
    for holds, verdict in ((True, "supported"), (False, "contradicted")):
        checks = pd.DataFrame(
            {"check": "adam_state_bytes", "holds": holds, "quantity": ["a_b", "c"], "value": [8.0, 4.0]}
        )
        row = judge({"optimizers": {"checks": checks}}, claims, params, {}).verdicts[0]
        assert (row.verdict, row.kind, row.reason) == (verdict, "exact", "a b: 8; c: 4")
        assert (row.protocol, row.right_is_constant) == ("exact", False)
        assert math.isnan(row.effect)


def test_written_files_are_deterministic_and_read_back(judged: Callable[..., Judgment], tmp_path: Path) -> None:
    found = judged(losses([1.0, 1.1, 0.9, 1.0, 1.0]), losses([math.inf] * 5), LOWER, worst=losses([5.0] * 5))
    for folder in ("one", "two"):
        write_judgment(tmp_path / folder, found)
    for name in ("facts.csv", "verdicts.csv", "horizons.csv", "metrics.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    written = (tmp_path / "one" / "verdicts.csv").read_text(encoding="utf-8")
    (row,) = verdicts_from_csv(written, "verdicts.csv").values()
    assert (row.n, row.low, row.verdict) == (5, 0.0, "supported")
    assert (row.left_settings, row.shared_settings) == (
        found.verdicts[0].left_settings,
        found.verdicts[0].shared_settings,
    )
    metrics = json.loads((tmp_path / "one" / "metrics.json").read_text())
    assert metrics["claim.adam_wins.right"] == 5.0
    names = ["facts.csv", "horizons.csv", "metrics.json", "verdicts.csv"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names


def test_exact_claim_without_quantities(claims_of: ClaimsMaker, params: Params) -> None:
    claims = claims_of(
        {"id": "x", "study": "optimizers", "sentence": "X.", "source": "mathematics", "check": "adam_state_bytes"}
    )
    checks = pd.DataFrame(
        {"check": ["adam_state_bytes"], "record": "r", "holds": True, "quantity": "", "value": math.nan}
    )
    row = judge({"optimizers": {"checks": checks}}, claims, params, {}).verdicts[0]
    assert (row.verdict, row.reason, row.records) == ("supported", "", ("r",))


def test_factor_overflow_is_infinite(judged: Callable[..., Judgment]) -> None:
    row = judged(losses([1e-150, 1e150, 1.0]), losses([1.0] * 3), LOWER, seeds=[1, 2, 3]).verdicts[0]
    assert (row.verdict, row.low, row.high) == ("inconclusive", 0.0, math.inf)


def test_regression_loss_has_its_own_unit(judged: Callable[..., Judgment]) -> None:
    claim = {**CLAIM, "metric": "test_loss"}
    columns = {"loss": "mean_squared_error", "test_loss": BETTER}
    found = judged(columns, {**columns, "test_loss": WORSE}, claim)
    assert (found.verdicts[0].unit, found.verdicts[0].effect_unit) == ("squared target units",) * 2
    assert facts_by_name(found)["claim.adam_wins.effect"].unit == "squared target units"
    assert facts_by_name(found)["optimizers.adam.test_loss"].unit == "squared target units"


def test_zero_has_no_ratio_in_claim(judged: Callable[..., Judgment]) -> None:
    row = judged(losses([0.0, 1.0, 1.1, 0.9]), losses([2.0] * 4), LOWER, seeds=[1, 2, 3, 4]).verdicts[0]
    assert (row.n, row.left_out) == (3, 1)
    assert row.reason == "1 of 4 seeds left out: no value above 0, which a ratio needs, on one of the sides"
    row = judged(losses([0.0] * 4), losses([2.0] * 4), LOWER, seeds=[1, 2, 3, 4]).verdicts[0]
    assert (row.verdict, row.reason) == (
        "not evaluated",
        "no seed has a value of train_loss above 0 on both sides in this run",
    )
