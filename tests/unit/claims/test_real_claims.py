"""The repository's claims against tables planted from the repository's own plan: every side finds its variant."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from groundwork.claims.files import Judged, read_claims
from groundwork.claims.judging import judge
from groundwork.claims.schema import Claims, ExactClaim
from groundwork.config.names import Component
from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.plan import DatasetInPlay, Plan, Variant, make_plan

Planter = Callable[..., pd.DataFrame]
Tables = dict[str, dict[str, pd.DataFrame]]
COMPONENTS = ("preprocessing", "model", "initializer", "optimizer", "schedule")
RATES = np.logspace(-6, 1, 60)


@pytest.fixture
def claims(repository: Path) -> Claims:
    return read_claims(repository / "report" / "content" / "claims.yaml")


@pytest.fixture
def params(repository: Path, tmp_path: Path) -> Params:
    """The real parameters without their figures, which are no business of a claim."""
    path = tmp_path / "params.yaml"
    path.write_text(re.sub(r"(?m)^ +figures:.*\n", "", (repository / "params.yaml").read_text(encoding="utf-8")))
    return read_params(path, ["fashion-mnist", "mnist", "digits"])


def plan_of(params: Params) -> Plan:
    datasets = {
        name: DatasetInPlay(requested=name, name=name, digest="0", train_images=60_000) for name in params.data.datasets
    }
    return make_plan(params, datasets, "cpu", lambda _: "source")


def tables_of(plan: Plan, planted: Planter) -> Tables:
    """Plant every metric of every variant as a smooth function of its learning rate, a little noise on top."""
    tables: Tables = {}
    for name, study in plan.studies.items():
        runs = pd.concat([runs_of(variant, planted) for variant in study.variants], ignore_index=True)
        checks = pd.DataFrame({"check": list(study.checks), "holds": True, "quantity": "cosine", "value": 1.0})
        tables[name] = {"runs": runs, "checks": checks, "curves": curves_of(runs), "step_losses": steps_of(runs)}
    return tables


def runs_of(variant: Variant, planted: Planter) -> pd.DataFrame:
    spec = variant.spec
    settings = {each: getattr(spec, each) for each in (*COMPONENTS, "dataset", "learning_rate", "batch_size")}
    labels = {key: value.label if isinstance(value, Component) else value for key, value in settings.items()}
    frames = []
    for role, seeds in (("report", spec.seeds), ("tuning", spec.tuning_seeds)):
        noise = np.random.default_rng(8).normal(0, 0.1, len(seeds))
        accuracy = 88 - 2 * (np.log10(spec.learning_rate) + 2.5) ** 2 + noise
        metrics = {"validation_accuracy_percent": accuracy, "test_accuracy_percent": accuracy}
        frames.append(planted(labels, role, seeds, **metrics))
    runs = pd.concat(frames)
    runs["variant"], runs["record"] = variant.label, variant.record
    return runs


def curves_of(runs: pd.DataFrame) -> pd.DataFrame:
    start = runs.assign(epoch=0, train_loss=2.3, train_accuracy_percent=10.0, validation_accuracy_percent=10.0)
    end = runs.assign(epoch=1, train_loss=0.4, train_accuracy_percent=90.0)
    return pd.concat([start, end], ignore_index=True)


def steps_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Plant ramps whose loss is lowest at a rate of 0.03."""
    losses = (np.log10(RATES) - np.log10(0.03)) ** 2
    steps = [{"step": step, "learning_rate_at_step": rate, "loss": losses[step]} for step, rate in enumerate(RATES)]
    return runs.loc[runs["role"] == "report", ["record", "seed", "role"]].merge(pd.DataFrame(steps), how="cross")


def verdict_rows(judged: Judged) -> dict[str, Any]:
    """Return each claim's row by the claim's name."""
    return {str(row["claim"]): row for _, row in judged.verdicts.iterrows()}


def fact_rows(judged: Judged) -> dict[str, Any]:
    """Return each fact's row by the fact's name."""
    return {str(row["name"]): row for _, row in judged.facts.iterrows()}


def test_every_claim_is_evaluated(claims: Claims, params: Params, planted: Planter) -> None:
    judged = judge(tables_of(plan_of(params), planted), claims, params, {})
    rows = verdict_rows(judged)
    assert [row["reason"] for row in rows.values() if row["verdict"] == "not evaluated"] == []
    assert rows["range_test_finds_the_best_rate"]["verdict"] == "supported"
    assert rows["range_test_finds_the_best_rate"]["left_mean"] == pytest.approx(0.003, rel=0.2)
    exact = rows["rate_scales_the_step"]
    assert (exact["verdict"], exact["protocol"], exact["reason"]) == ("supported", "exact", "cosine 1")
    facts = fact_rows(judged)
    assert facts["optimizers.adam.best_learning_rate"]["value"] == 3e-3
    assert facts["learning_rate.highest_learning_rate"]["value"] == 0.1
    assert judged.metrics["claim.adam_beats_momentum_tuned.left_learning_rate"] == 3e-3


def test_names_of_facts_survive_a_params_yaml_without_the_studies(
    claims: Claims, params: Params, planted: Planter
) -> None:
    """A fact that content may cite keeps its name when its study is deleted; only the variants' own facts go."""
    whole = judge(tables_of(plan_of(params), planted), claims, params, {}).facts
    few = params.model_copy(update={"studies": {"range_test": params.studies["range_test"]}})
    judged = judge(tables_of(plan_of(few), planted), claims, few, {})
    records = plan_of(params).studies
    labels = [
        f"{name}.{variant.label}." for name, study in records.items() for variant in study.variants if variant.label
    ]
    lasting = [name for name in whole["name"] if not name.startswith(tuple(labels))]
    assert set(lasting) - set(judged.facts["name"]) == set()
    rows = verdict_rows(judged)
    assert {row["verdict"] for row in rows.values()} == {"not evaluated"}
    assert rows["cnn_beats_mlp"]["reason"].startswith("params.yaml has no study 'architectures' that trains")
    missing = fact_rows(judged)["optimizers.adam.best_learning_rate"]
    assert missing["note"] == "params.yaml has no study 'optimizers' that trains"


def test_no_tables_at_all_is_no_crash(claims: Claims, params: Params) -> None:
    judged = judge({}, claims, params, {})
    assert set(judged.verdicts["verdict"]) == {"not evaluated"}
    exact = next(claim for claim in claims.claims if isinstance(claim, ExactClaim))
    reason = verdict_rows(judged)[exact.id]["reason"]
    assert reason == f"params.yaml: studies.{exact.study}.checks does not list '{exact.check}'"


def test_every_run_diverged(claims: Claims, params: Params, planted: Planter) -> None:
    tables = tables_of(plan_of(params), planted)
    for study in tables.values():
        runs = study["runs"]
        runs["outcome"] = "diverged at step 3"
        runs[["test_accuracy_percent", "validation_accuracy_percent"]] = 10.0
        runs[["epochs_to_target", "train_loss", "late_step_loss_spread", "first_epoch_train_loss"]] = np.inf
    rows = verdict_rows(judge(tables, claims, params, {}))
    assert rows["adam_ends_higher_than_sgd_tuned"]["verdict"] == "no meaningful difference"
    sooner = rows["adam_reaches_target_sooner_than_sgd_tuned"]
    assert (sooner["verdict"], sooner["left_out"]) == ("inconclusive", len(params.budgets[params.budget].seeds))
