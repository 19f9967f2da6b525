"""Claims at several horizons: which, in what order, and what their verdicts show together."""

import base64
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from groundwork.claims.files import Judgment
from groundwork.claims.horizons import course_of, horizons_of, tables_at
from groundwork.claims.judging import judge
from groundwork.claims.schema import Claims, Comparison
from groundwork.claims.sides import NotEvaluatedError
from groundwork.config.schema import Params
from groundwork.core.findings import HorizonVerdict, VerdictWord
from tests.unit.claims.samples import CLAIM, facts_by_name

Planter = Callable[..., pd.DataFrame]
Tables = dict[str, dict[str, pd.DataFrame]]
NOISE = np.array([-0.1, 0.05, 0.1, -0.05, 0.0])
SEEDS = (42, 43, 44, 45, 46)


def read(frame: pd.DataFrame, by_horizon: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the rows of a variant at some horizons, with other columns at each."""
    return pd.concat([frame.assign(horizon=steps, **columns) for steps, columns in by_horizon.items()])


def tables_of(*variants: pd.DataFrame, **tables: pd.DataFrame) -> Tables:
    """Return the tables of a study from the rows of its variants at their horizons."""
    horizons = pd.concat(variants, ignore_index=True)
    last = horizons.groupby("record")["horizon"].transform("max")
    runs = horizons[horizons["horizon"] == last].drop(columns="horizon")
    return {"optimizers": {"runs": runs, "horizons": horizons, **tables}}


def accuracies(values: Mapping[int, float]) -> dict[int, dict[str, Any]]:
    """Return accuracies with these means and noise that differs between horizons and between means."""
    noise = {steps: np.roll(NOISE, round(10 * value + steps)) for steps, value in values.items()}
    return {steps: {"test_accuracy_percent": value + noise[steps]} for steps, value in values.items()}


@pytest.fixture
def judged(planted: Planter, claims_of: Callable[..., Claims], params: Params) -> Callable[..., Judgment]:
    """Return a function that judges claims about Adam and SGD from the mean accuracy of each by horizon."""

    def run(
        adam: Mapping[int, float],
        sgd: Mapping[int, float],
        *claims: Mapping[str, object],
        **columns: Any,
    ) -> Judgment:
        sides = {"adam": adam, "sgd": sgd}
        frames = [read(planted({"optimizer": name}, **columns), accuracies(each)) for name, each in sides.items()]
        return judge(tables_of(*frames), claims_of(*map(dict, claims or (CLAIM,))), params, {})

    return run


def test_verdict_at_the_last_horizon_leads(judged: Callable[..., Judgment]) -> None:
    """The lead that a fast optimizer has early is gone once both have converged."""
    found = judged({144: 80, 430: 85, 1290: 87.1, 4300: 88.1}, {144: 71.1, 430: 82.1, 1290: 87, 4300: 88})
    (row,) = found.verdicts
    assert (row.verdict, row.horizon, row.course) == ("no meaningful difference", 4300, "only early")
    assert row.left_mean == pytest.approx(88.1)
    assert [(each.horizon, each.verdict) for each in found.horizons] == [
        (144, "supported"),
        (430, "supported"),
        (1290, "no meaningful difference"),
        (4300, "no meaningful difference"),
    ]
    early = found.horizons[0]
    assert (early.claim, early.n) == ("adam_wins", 5)
    assert early.effect == pytest.approx(8.9)
    assert early.low < early.effect < early.high
    assert early.same_verdict_percent > 99


def test_facts_of_each_horizon(judged: Callable[..., Judgment]) -> None:
    facts = facts_by_name(judged({144: 80, 1290: 87}, {144: 70, 1290: 86}))
    assert facts["claim.adam_wins.effect"].value == pytest.approx(1)
    assert facts["claim.adam_wins.at_144.left"].value == pytest.approx(80)
    assert facts["claim.adam_wins.at_144.right"].unit == "%"
    assert facts["claim.adam_wins.at_1290.effect"].value == pytest.approx(1)
    for steps in (430, 4300):
        missing = facts[f"claim.adam_wins.at_{steps}.effect"]
        assert math.isnan(missing.value)
        assert missing.note == f"not compared after {steps} steps"


def test_reversal(judged: Callable[..., Judgment]) -> None:
    (row,) = judged({430: 80, 4300: 90}, {430: 85, 4300: 88}).verdicts
    assert (row.verdict, row.course) == ("supported", "reverses, still moving")


def test_runs_that_are_too_short_give_no_verdict(judged: Callable[..., Judgment]) -> None:
    found = judged({144: 80, 430: 85}, {144: 70, 430: 80})
    (row,) = found.verdicts
    reason = "its runs end after 430 steps, and it is judged from 1290 steps on"
    assert (row.verdict, row.horizon, row.course, row.reason) == ("not evaluated", 430, "", reason)
    assert {(each.verdict, each.reason) for each in found.horizons} == {("not evaluated", reason)}
    assert facts_by_name(found)["claim.adam_wins.effect"].note == reason
    (row,) = judged({144: 80, 430: 85}, {144: 70, 430: 80}, {**CLAIM, "judge_from": 400}).verdicts
    assert (row.verdict, row.horizon) == ("supported", 430)


def test_horizons_that_only_one_side_has_are_left_out(judged: Callable[..., Judgment]) -> None:
    found = judged({144: 80, 1290: 87, 4300: 88}, {144: 70, 1290: 86, 2000: 10})
    assert [each.horizon for each in found.horizons] == [144, 1290]
    assert found.verdicts[0].horizon == 1290


def test_sides_without_a_common_horizon(judged: Callable[..., Judgment]) -> None:
    (row,) = judged({4300: 88}, {1290: 87, 2000: 87}).verdicts
    assert (row.verdict, row.reason) == (
        "not evaluated",
        "the runs of the sides are read after different steps: left 4300; right 1290, 2000; let both train for equally "
        "many steps, or set `at: end`",
    )


def test_sides_at_their_own_ends(judged: Callable[..., Judgment]) -> None:
    found = judged({1290: 86, 4300: 90}, {1290: 70, 2000: 87}, {**CLAIM, "at": "end"})
    (row,) = found.verdicts
    assert (row.verdict, row.horizon, row.course) == ("supported", 2000, "")
    assert row.effect == pytest.approx(3)
    assert [each.horizon for each in found.horizons] == [2000]
    assert "claim.adam_wins.at_1290.effect" not in facts_by_name(found)


def test_constant_side_is_judged_at_the_horizons_of_the_other(judged: Callable[..., Judgment]) -> None:
    found = judged({144: 80, 4300: 88}, {144: 70}, {**CLAIM, "right": {"constant": 85}})
    assert [(each.horizon, each.verdict) for each in found.horizons] == [(144, "contradicted"), (4300, "supported")]


def test_count_has_no_horizon_and_needs_no_length(judged: Callable[..., Judgment]) -> None:
    claim = {**CLAIM, "metric": "parameters", "expect": "equal", "scale": "ratio", "matters": 1.1}
    found = judged({144: 80, 430: 85}, {144: 70, 430: 80}, claim)
    (row,) = found.verdicts
    assert (row.kind, row.verdict, row.horizon, row.course) == ("counted", "supported", None, "")
    assert found.horizons == ()


def test_families_are_per_horizon(judged: Callable[..., Judgment]) -> None:
    """A claim that is judged at its end only is corrected together with those at the same horizon."""
    at_end = {**CLAIM, "id": "at_end", "at": "end"}
    verdicts = judged({1290: 86, 4300: 88}, {1290: 80, 4300: 87}, CLAIM, {**CLAIM, "id": "again"}, at_end).verdicts
    assert [each.family_size for each in verdicts] == [3, 3, 3]
    verdicts = judged({1290: 86, 4300: 88}, {1290: 80, 2000: 80}, CLAIM, at_end).verdicts
    assert [(each.horizon, each.family_size) for each in verdicts] == [(1290, 1), (2000, 1)]


def test_precondition_is_named_with_its_number(judged: Callable[..., Judgment]) -> None:
    condition = {"metric": "train_accuracy_percent", "side": "both", "at_least": 95}
    values = ({1290: 86, 4300: 90}, {1290: 80, 4300: 88}, {**CLAIM, "precondition": condition})
    found = judged(*values, train_accuracy_percent=61.25)
    (row,) = found.verdicts
    text = "train accuracy of the left side 61.2 % and of the right side 61.2 %, at least 95 % needed"
    assert (row.verdict, row.horizon, row.precondition) == ("not evaluated", 4300, text)
    assert row.reason == found.horizons[0].reason == f"precondition not met: {text}"
    (row,) = judged(*values, train_accuracy_percent=99.0).verdicts
    assert (row.verdict, row.precondition) == ("supported", text.replace("61.2", "99.0"))


def test_precondition_holds_from_some_horizon_on(
    planted: Planter, claims_of: Callable[..., Claims], params: Params
) -> None:
    condition = {"metric": "validation_loss_rise_percent", "side": "right", "at_least": 5}
    overfits = {430: {"validation_loss_rise_percent": 0.0}, 4300: {"validation_loss_rise_percent": 20.0}}
    adam = read(planted({"optimizer": "adam"}), accuracies({430: 80, 4300: 90}))
    right = {steps: {**each, **overfits[steps]} for steps, each in accuracies({430: 85, 4300: 88}).items()}
    tables = tables_of(adam, read(planted({"optimizer": "sgd"}), right))
    found = judge(tables, claims_of({**CLAIM, "precondition": condition}), params, {})
    assert [each.verdict for each in found.horizons] == ["not evaluated", "supported"]
    assert (found.verdicts[0].verdict, found.verdicts[0].course) == ("supported", "")
    most = {**condition, "at_least": None, "at_most": 5}
    found = judge(tables, claims_of({**CLAIM, "precondition": most}), params, {})
    assert found.verdicts[0].reason.endswith("of the right side 20.0 %, at most 5 % needed")


def test_precondition_without_values_is_not_met(judged: Callable[..., Judgment]) -> None:
    condition = {"metric": "train_accuracy_percent", "side": "left", "at_least": 95}
    claim = {**CLAIM, "precondition": condition}
    (row,) = judged({4300: 90}, {4300: 88}, claim, train_accuracy_percent=math.nan).verdicts
    assert row.precondition == "train accuracy of the left side unknown, at least 95 % needed"


@pytest.mark.parametrize(("best", "edge"), [(1e-3, None), (1e-2, "0.01"), (1e-4, "0.0001")])
def test_tuned_rate_at_the_edge_of_its_grid(
    planted: Planter, claims_of: Callable[..., Claims], params: Params, best: float, edge: str | None
) -> None:
    frames = [read(planted({"optimizer": "sgd", "learning_rate": 1e-3}), accuracies({4300: 80}))]
    for rate in (1e-4, 1e-3, 1e-2):
        score = 90.0 if rate == best else 80.0
        settings = {"optimizer": "adam", "learning_rate": rate}
        frames.append(read(planted(settings, validation_accuracy_percent=score), accuracies({4300: 88})))
        tuning = planted(settings, "tuning", [1, 2], validation_accuracy_percent=score)
        frames.append(read(tuning, {4300: {"test_accuracy_percent": math.nan}}))
    claim = {**CLAIM, "left": {"optimizer": "adam", "learning_rate": "tuned"}}
    (row,) = judge(tables_of(*frames), claims_of(claim), params, {}).verdicts
    reason = f"left side: the tuned learning rate {edge} is at the edge of its grid; extend the grid of study "
    assert row.verdict == ("not evaluated" if edge else "supported")
    assert row.reason == (f"{reason}'optimizers' in params.yaml" if edge else "")


def test_smallest_is_so_among_all_runs(planted: Planter, claims_of: Callable[..., Claims], params: Params) -> None:
    """After 4,300 steps only the small batch is left, which does not make it the largest."""
    small = read(planted({"batch_size": 16}), accuracies({1290: 80, 4300: 90}))
    large = read(planted({"batch_size": 1024}), accuracies({1290: 88}))
    claim = {**CLAIM, "left": {"batch_size": "largest"}, "right": {"batch_size": "smallest"}}
    found = judge(tables_of(small, large), claims_of(claim), params, {})
    assert [(each.horizon, each.verdict) for each in found.horizons] == [(1290, "supported")]


def test_estimator_is_compared_at_the_horizons_of_the_network(
    planted: Planter, claims_of: Callable[..., Claims], params: Params
) -> None:
    network = read(planted({"optimizer": "adam"}), accuracies({430: 80, 4300: 90}))
    forest = read(planted({"optimizer": "sgd", "model": "random_forest"}, steps=0), accuracies({0: 85}))
    claim = {**CLAIM, "right": {"model": "random_forest"}}
    found = judge(tables_of(network, forest), claims_of(claim), params, {})
    assert [(each.horizon, each.verdict) for each in found.horizons] == [(430, "contradicted"), (4300, "supported")]
    alone = {**CLAIM, "left": {"model": "random_forest"}, "right": {"constant": 80}}
    found = judge(tables_of(network, forest), claims_of(alone), params, {})
    assert (found.verdicts[0].verdict, found.verdicts[0].horizon, found.horizons) == ("supported", None, ())


def correctness_of(record: str, seeds: Sequence[int], correct: np.ndarray[Any, Any], horizon: int) -> pd.DataFrame:
    packed = [base64.b64encode(np.packbits(row).tobytes()).decode() for row in correct]
    return pd.DataFrame(
        {"record": record, "seed": seeds, "horizon": horizon, "images": correct.shape[1], "correct": packed}
    )


@pytest.mark.parametrize(("images", "verdict"), [(60, "inconclusive"), (6000, "supported")])
def test_few_test_images_widen_the_interval(
    planted: Planter, claims_of: Callable[..., Claims], params: Params, images: int, verdict: str
) -> None:
    """All seeds of a side are right about the same images, so that only the choice of the images is uncertain."""
    generator = np.random.default_rng(1)
    frames, tables = [], []
    for name, accuracy in (("adam", 0.8), ("sgd", 0.7)):
        right = np.arange(images) < accuracy * images
        correct = np.array([generator.permutation(right)] * len(SEEDS))
        correct[:, 0] = generator.random(len(SEEDS)) < accuracy
        percents = 100 * correct.mean(axis=1)
        frames.append(read(planted({"optimizer": name}), {4300: {"test_accuracy_percent": percents}}))
        tables.append(correctness_of(f"record of {name}", SEEDS, correct, 4300))
    correctness = pd.concat([*tables, tables[0].assign(horizon=1290, correct=tables[1]["correct"])])
    found = judge(tables_of(*frames, correctness=correctness), claims_of(dict(CLAIM)), params, {})
    (row,) = found.verdicts
    assert row.verdict == verdict
    share = 0.8 * 0.3 + 0.2 * 0.7 - 0.1**2
    assert row.high - row.low == pytest.approx(2 * 1.96 * 100 * math.sqrt(share / images), rel=0.25)
    few = "no number of seeds would settle it, as more of them do not make up for the few test images"
    assert (row.seeds_needed, few in row.reason) == ("", verdict == "inconclusive")


def test_resplit_dataset_has_an_overlap(judged: Callable[..., Judgment]) -> None:
    """The digits have no official test split: 360 of 1,797 are drawn for each seed, again and again the same."""
    values = ({4300: 90}, {4300: 88.1})
    plain, resplit = judged(*values).verdicts[0], judged(*values, dataset="digits").verdicts[0]
    ratio = (resplit.high - resplit.low) / (plain.high - plain.low)
    assert ratio == pytest.approx(math.sqrt((1 / 5 + 360 / 1437) / (1 / 5)))


def test_tables_as_if_all_runs_had_ended(planted: Planter) -> None:
    adam = read(planted({"optimizer": "adam"}), accuracies({144: 80, 4300: 90}))
    curves = pd.DataFrame({"record": "record of adam", "seed": 42, "step": [0, 144, 4300], "train_loss": [3, 2, 1]})
    layers = pd.DataFrame({"record": ["record of adam"], "layer": ["hidden_1"]})
    there = tables_at(tables_of(adam, curves=curves, layers=layers), 144)["optimizers"]
    assert there["runs"]["test_accuracy_percent"].mean() == pytest.approx(80)
    assert "horizon" not in there["runs"]
    assert list(there["curves"]["step"]) == [0, 144]
    assert there["layers"] is layers
    assert tables_at({"other": {"runs": adam}}, 144) == {}


def verdicts(*words: VerdictWord) -> list[HorizonVerdict]:
    return [HorizonVerdict(claim="c", horizon=steps, verdict=word) for steps, word in enumerate(words)]


YES, NO, NEAR = VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE
WEAK, OPEN, NONE = VerdictWord.WEAKER, VerdictWord.INCONCLUSIVE, VerdictWord.NOT_EVALUATED


@pytest.mark.parametrize(
    ("words", "moves", "expected"),
    [
        ((YES, YES, YES), 0.4, "holds at every horizon"),
        ((YES, OPEN, YES), 0.0, "holds at every horizon"),
        ((YES, YES), 1.2, "holds at every horizon, still moving"),
        ((YES, YES, NEAR), 0.0, "only early"),
        ((YES, WEAK), 2.0, "only early, still moving"),
        ((YES, OPEN), 0.0, "only early"),
        ((NEAR, YES, NEAR), 0.0, "only early"),
        ((NEAR, YES), 0.0, "only late"),
        ((OPEN, OPEN, YES), 3.0, "only late, still moving"),
        ((NO, OPEN, YES), 0.0, "reverses"),
        ((YES, NO), 0.0, "reverses"),
        ((NO, NEAR), 0.0, "at no horizon"),
        ((OPEN, WEAK), 0.0, "at no horizon"),
        ((NONE, YES, YES), 0.0, "holds at every horizon"),
        ((NONE, YES), 0.0, ""),
        ((YES,), 0.0, ""),
        ((), 0.0, ""),
    ],
)
def test_course(words: tuple[VerdictWord, ...], moves: float, expected: str) -> None:
    assert course_of(verdicts(*words), moves) == expected


def test_horizons_of_claim_about_measurements(planted: Planter) -> None:
    measured = {**CLAIM, "left": {"measurement": "random_search"}, "right": {"constant": 1}}
    tables = tables_of(read(planted({"optimizer": "adam"}), accuracies({144: 80, 4300: 90})))
    assert horizons_of(Comparison.model_validate(measured), tables) == []
    lone = Comparison.model_validate({**CLAIM, "right": {"measurement": "random_search"}})
    assert horizons_of(lone, tables) == [144, 4300]
    with pytest.raises(NotEvaluatedError, match="the runs of the sides are read after different steps"):
        both = [read(planted({"optimizer": name}), accuracies({steps: 1})) for name, steps in (("adam", 5), ("sgd", 6))]
        horizons_of(Comparison.model_validate(CLAIM), tables_of(*both))
