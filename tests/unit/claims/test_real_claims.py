"""The repository's claims against synthetic tables of its plan: every side resolves."""

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from groundwork.claims.files import Judgment, read_claims
from groundwork.claims.judging import judge
from groundwork.claims.schema import Claims, Comparison, ExactClaim
from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.dataset.origins import ORIGINS, Origin
from groundwork.planning.plan import Plan, ResolvedDataset, StudyPlan, Variant, make_plan
from groundwork.planning.specs import Spec
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import components_text, settings_of
from tests.unit.claims.samples import facts_by_name, verdicts_by_claim

Planter = Callable[..., pd.DataFrame]
Tables = dict[str, Any]
RATES = np.logspace(-6, 1, 60)
PRECONDITIONS = {"train_accuracy_percent": 95.0, "validation_loss_rise_percent": 20.0, "overconfidence_points": 5.0}
"""Values at which the preconditions of the claims are met."""


@pytest.fixture(scope="module")
def claims(repository: Path) -> Claims:
    return read_claims(repository / "report" / "content" / "claims.yaml")


@pytest.fixture(scope="module")
def params(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Params:
    """The real parameters without figures, which claims do not need."""
    path = tmp_path_factory.mktemp("params") / "params.yaml"
    path.write_text(re.sub(r"(?m)^ +figures:.*\n", "", (repository / "params.yaml").read_text(encoding="utf-8")))
    return read_params(path, list(ORIGINS), "full")  # the budget that has what every claim is about


@pytest.fixture(scope="module")
def tables(params: Params, claims: Claims, planted: Planter, measured_rows: Planter) -> Tables:
    return tables_of(plan_of(params), claims, planted, measured_rows)


@pytest.fixture(scope="module")
def whole(tables: Tables, params: Params, claims: Claims) -> Judgment:
    """All claims judged with complete tables."""
    return judge(tables, claims, params, {})


def plan_of(params: Params) -> Plan:
    datasets = {name: resolved_dataset(ORIGINS[name]) for name in params.data.datasets}
    return make_plan(params, datasets, "cpu", lambda _: "source")


def resolved_dataset(origin: Origin) -> ResolvedDataset:
    names = {"requested": origin.name, "name": origin.name, "digest": "0"}
    return ResolvedDataset(**names, train_images=origin.train_images)


def tables_of(plan: Plan, claims: Claims, planted: Planter, measured_rows: Planter) -> Tables:
    """Make every metric of every variant a smooth function of its learning rate with a little noise."""
    tables: Tables = {}
    for name, study in plan.studies.items():
        frames = [runs_of(plan, study, variant, planted) for variant in study.variants]
        asked = measurements_of(study, claims, measured_rows)
        tables[name] = {"measurements": pd.concat(asked, ignore_index=True)} if asked else {}
        checks = pd.DataFrame({"check": list(study.checks), "holds": True, "quantity": "cosine", "value": 1.0})
        tables[name]["checks"] = checks
        if frames:
            runs = pd.concat(frames, ignore_index=True)
            ends = [frame.assign(horizon=step) for frame, step in at_horizons(study, frames)]
            tables[name] |= {"runs": runs, "horizons": pd.concat(ends, ignore_index=True)}
            tables[name] |= {"curves": curves_of(runs), "step_losses": steps_of(runs), **layers_of(runs)}
    return tables


def runs_of(plan: Plan, study: StudyPlan, variant: Variant, planted: Planter) -> pd.DataFrame:
    settings = settings_of(StudyResults(study, {}, plan.params.statistics), variant)
    rate = settings["learning_rate"] or 1e-3
    frames = []
    for role, seeds in (("report", variant.spec.seeds), ("tuning", getattr(variant.spec, "tuning_seeds", ()))):
        noise = np.random.default_rng(8).normal(0, 0.1, len(seeds))
        accuracy = 88 - 8 * np.log10(rate / best_rate(study, variant)) ** 2 + noise
        metrics = {"validation_accuracy_percent": accuracy, "test_accuracy_percent": accuracy} | PRECONDITIONS
        frames.append(planted({}, role, seeds, **settings, components=components_text(variant), **metrics))
    return pd.concat(frames)


def at_horizons(study: StudyPlan, frames: list[pd.DataFrame]) -> Iterator[tuple[pd.DataFrame, int]]:
    """Yield the runs of each variant at each of its horizons; those of an estimator are at 0."""
    for variant, frame in zip(study.variants, frames, strict=True):
        for horizon in getattr(variant.spec, "horizons", (0,)):
            yield frame, horizon


def best_rate(study: StudyPlan, variant: Variant) -> float:
    """Return the learning rate closest to 0.003 that is not at an end of the variant's grid."""
    axes = {key: value for key, value in variant.axes.items() if key != "learning_rate"}
    others = [each for each in study.variants if each.name == variant.name and axes.items() <= each.axes.items()]
    rates = sorted({each.spec.learning_rate for each in others if isinstance(each.spec, Spec)}) or [1e-3]
    return min(rates[1:-1] or rates, key=lambda rate: abs(math.log10(rate / 3e-3)))


def measurements_of(study: StudyPlan, claims: Claims, measured_rows: Planter) -> list[pd.DataFrame]:
    """Make the measurements that the claims use; others are unknown without running them."""
    labels = {label.partition(" (")[0]: label for label in study.measurements}
    rows: dict[tuple[object, ...], pd.DataFrame] = {}
    for claim in [each for each in claims.claims if isinstance(each, Comparison)]:
        for name, side in claim.sides.items():
            label = labels.get(str(side.get("measurement")))
            if label is not None and side.get("study", claim.study) == study.name:
                metric, case, at = claim.metric_of(name), side.get("case", ""), side.get("at", math.nan)
                place = 27.0 if at == "last" else at
                values = np.random.default_rng(len(rows)).uniform(1, 2, 5)
                rows[label, metric, case, str(place)] = measured_rows(label, metric, values, case, place)
    return list(rows.values())


def layers_of(runs: pd.DataFrame) -> Tables:
    """Make two hidden layers with probe readings at the start and at the kept epoch."""
    layers = pd.DataFrame({"layer": ["hidden_1", "hidden_2"], "kind": "Linear", "output_shape": ["64", "32"]})
    keys = runs[["record", "seed", "role"]].merge(layers[["layer"]], how="cross")
    both = pd.concat([keys.assign(epoch=0), keys.assign(epoch=5)], ignore_index=True)
    both["value"] = np.random.default_rng(3).uniform(0.1, 0.9, len(both))
    norms, stds = both.assign(probe="gradient_norm"), both.assign(probe="activation_std")
    others = pd.concat([both.assign(probe=probe) for probe in ("dead_units", "sparsity", "weight_norm")])
    described = runs[["record"]].drop_duplicates().merge(layers, how="cross")
    return {"gradient_norms": norms, "activations": stds, "probe_readings": others, "layers": described}


def curves_of(runs: pd.DataFrame) -> pd.DataFrame:
    start = runs.assign(step=0, epoch=0, train_loss=2.3, train_accuracy_percent=10.0, validation_accuracy_percent=10.0)
    end = runs.assign(step=1, epoch=1, train_loss=0.4, train_accuracy_percent=90.0)
    return pd.concat([start, end], ignore_index=True)


def steps_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Make ramps with the lowest loss at a learning rate of 0.03."""
    losses = (np.log10(RATES) - np.log10(0.03)) ** 2
    steps = [
        {"step": step, "learning_rate_at_step": rate, "step_loss": losses[step]} for step, rate in enumerate(RATES)
    ]
    return runs.loc[runs["role"] == "report", ["record", "seed", "role"]].merge(pd.DataFrame(steps), how="cross")


def test_every_claim_is_evaluated(whole: Judgment) -> None:
    rows = verdicts_by_claim(whole)
    assert [row.reason for row in rows.values() if row.verdict == "not evaluated"] == []
    assert rows["range_test_finds_the_best_rate"].verdict == "supported"
    assert rows["range_test_finds_the_best_rate"].left_mean == pytest.approx(0.003, rel=0.2)
    exact = rows["rate_scales_the_step"]
    assert (exact.verdict, exact.protocol, exact.reason) == ("supported", "exact", "cosine: 1")
    facts = facts_by_name(whole)
    assert facts["optimizers.adam.best_learning_rate"].value == 3e-3
    assert facts["learning_rate.highest_learning_rate"].value == 0.1
    assert whole.metrics["claim.adam_beats_momentum_tuned.left_learning_rate"] == 3e-3


def test_fact_names_do_not_depend_on_studies_in_params(
    claims: Claims, params: Params, planted: Planter, measured_rows: Planter, whole: Judgment
) -> None:
    """Facts keep their names when their study is deleted, except those of variants and measurements."""
    few = params.model_copy(update={"studies": {"range_test": params.studies["range_test"]}})
    judged = judge(tables_of(plan_of(few), claims, planted, measured_rows), claims, few, {})
    records = plan_of(params).studies
    gone = [
        f"{name}.{variant.label}." for name, study in records.items() for variant in study.variants if variant.label
    ]
    gone += [f"{name}.{each.name}." for name, study in params.studies.items() for each in study.measurements]
    citable = ("claim.", *(f"{claim.study}." for claim in claims.claims))
    lasting = [name for name in facts_by_name(whole) if name.startswith(citable) and not name.startswith(tuple(gone))]
    assert set(lasting) - facts_by_name(judged).keys() == set()
    rows = verdicts_by_claim(judged)
    assert {row.verdict for row in rows.values()} == {"not evaluated"}
    assert rows["cnn_beats_mlp"].reason.startswith("params.yaml has no study 'large_cnn' that trains")
    missing = facts_by_name(judged)["optimizers.adam.best_learning_rate"]
    assert missing.note == "params.yaml has no study 'optimizers' that trains"


def test_judging_without_tables(claims: Claims, params: Params) -> None:
    judged = judge({}, claims, params, {})
    assert {verdict.verdict for verdict in judged.verdicts} == {"not evaluated"}
    exact = next(claim for claim in claims.claims if isinstance(claim, ExactClaim))
    reason = verdicts_by_claim(judged)[exact.id].reason
    assert reason == f"params.yaml: studies.{exact.study}.checks does not list '{exact.check}'"


def test_every_run_diverged(claims: Claims, params: Params, tables: Tables) -> None:
    kept = ("runs", "horizons")
    diverged = {
        name: {**study, **{each: study[each].copy() for each in kept}}
        for name, study in tables.items()
        if "runs" in study
    }
    for runs in [study[each] for study in diverged.values() for each in kept]:
        runs["outcome"] = "diverged at step 3"
        runs[["test_accuracy_percent", "validation_accuracy_percent"]] = 10.0
        runs[["train_loss", "late_step_loss_std", "first_epoch_train_loss"]] = np.inf
    rows = verdicts_by_claim(judge(diverged, claims, params, {}))
    assert rows["adam_ends_higher_than_sgd_tuned"].verdict == "no meaningful difference"
    sooner = rows["adam_reaches_target_sooner_than_sgd_tuned"]
    assert sooner.verdict == "not evaluated"
    assert sooner.reason == "no seed has a value of steps_to_common_accuracy above 0 on both sides in this run"
