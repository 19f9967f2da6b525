"""A small synthetic report input that tests modify."""

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML

from groundwork.config.schema import Params
from groundwork.core.findings import Fact, Verdict
from groundwork.core.identity import PACKAGE
from groundwork.pages.rendering import read_templates
from groundwork.planning.plan import Plan, ResolvedDataset, make_plan
from groundwork.report.cards import FOLDER as CARD_FOLDER
from groundwork.report.cards import read_codes
from groundwork.report.content import Content, StudyText, Term
from groundwork.report.inputs import CheckCode, Figure, ReportInput, SheetCode, Table
from groundwork.report.page import TEMPLATE
from groundwork.report.question_entry import Evidence, FollowUp, Question, Rubric
from groundwork.report.references import PROVENANCE_PAGE

REPOSITORY = Path(__file__).parents[3]
INK = "#1b1f24"
CHECK = "rate_scales_the_step"
SVG = f"""<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100pt" height="50pt"
 viewBox="0 0 100 50"><metadata>none</metadata><defs><style>*{{fill:red}}</style><path id="dot" d="M0 0L1 1"/>
<clipPath id="clip"><rect width="9" height="9"/></clipPath></defs>
<g clip-path="url(#clip)"><use xlink:href="#dot" style="stroke: {INK}; fill: #d62728"/>
<text style="fill: {INK}">a &amp; b</text></g></svg>
"""
VERDICT = """
{claim: faster, study: optimizers, sentence: Adam converges faster than plain SGD., source: textbook,
 kind: comparison, protocol: one shared learning rate, shared_settings: {model: mlp}, metric: test_accuracy_percent,
 unit: "%", effect_unit: points, expect: greater, scale: difference, matters: 0.5,
 left_settings: {optimizer: adam}, right_settings: {optimizer: sgd},
 right_is_constant: false, n: 5, left_mean: 85.25, left_low: 84.9, left_high: 85.6, right_mean: 84.05, right_low: 83.9,
 right_high: 84.2, effect: 1.2, std: 0.3, low: 0.8, high: 1.6, corrected_low: 0.5, corrected_high: 1.9,
 corrected_confidence: 0.99, p_value: 0.0012, family: optimizers, family_size: 5, verdict: supported, seeds_needed: "",
 left_out: 0, reason: ""}
"""
FACT = """
{name: claim.faster.left, value: 85.25, unit: "%", n: 5, std: 0.3, low: 84.9, high: 85.6, confidence: 0.95, note: ""}
"""
DEFAULTS = """
{dataset: fashion-mnist, preprocessing: unit_range, augmentation: none, model: mlp,
 initializer: torch_default, loss: cross_entropy, optimizer: adam, learning_rate: 1e-3, reported_learning_rates: all,
 schedule: constant, batch_size: 128, clip_norm: null, patience: null, most_seeds: null, keep_step_losses: false}
"""
UNMEASURED = dict.fromkeys(
    (
        *("left_mean", "left_low", "left_high", "right_mean", "right_low", "right_high", "effect", "std", "low"),
        *("high", "corrected_low", "corrected_high", "corrected_confidence", "p_value"),
    ),
    math.nan,
)


def from_yaml(text: str) -> dict[str, Any]:
    values: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return values


def make_verdict(**changes: Any) -> Verdict:
    """Return a supported verdict of 1.2 points with changes."""
    return Verdict(**{**from_yaml(VERDICT), "records": ("mlp-adam-0.001-0123456789ab",), **changes})


def make_fact(**changes: Any) -> Fact:
    """Return a fact of 85.25 % over five seeds with changes."""
    values: dict[str, Any] = {**from_yaml(FACT), "records": ("mlp-adam-0.001-0123456789ab",)}
    return Fact(**{**values, **changes})


def make_question(**changes: Any) -> Question:
    """Return a question that refers to a fact, a verdict, a figure and itself, with changes."""
    values: dict[str, Any] = {
        "id": "adam",
        "question": "What is Adam?",
        "difficulty": 1,
        "tags": ("optimizers",),
        "say": "Use `Adam` first, unless memory is short.",
        "if_pushed": "It got [[fact:claim.faster.left]].",
        "red_flag": '"Adam is always better." Tune *both*.',
        "rubric": Rubric(junior="Names it.", senior="Writes it.", staff="Doubts it."),
        "leans_on": ("faster",),
        "plain": "It adapts. See [[question:adam]].",
        "technical": r"It is $\eta m_t$ and $$w_{t+1} = w_t - \eta$$",
        "mistake": "None.",
        "evidence": Evidence(
            text="Adam got [[fact:claim.faster.left]]: [[verdict:faster]] in [[figure:optimizers/curves]].",
            claims=("faster",),
            figures=("optimizers/curves",),
        ),
        "follow_ups": (FollowUp(question="Why *that*?", answer="Because."),),
    }
    return Question(**{**values, **changes})


def make_content(**changes: Any) -> Content:
    """Return prose for one study with one question, with changes."""
    study = StudyText(
        study="optimizers",
        title="Which optimizer?",
        question="Is it faster?",
        done="Both were trained.",
        practice="Got [[fact:claim.faster.left]].",
        comparison="| a | b |\n|---|---|\n| c | [[verdict:faster]] |",
    )
    term = Term(term="epoch", meaning="One pass.")
    return Content(**{"questions": (make_question(),), "terms": (term,), "studies": (study,), **changes})


def make_params(**changes: Any) -> Params:
    """Return parameters with one study of two variants and one exact check, with changes of top-level keys."""
    budget = {"train_images": 1000, "validation_images": 200, "epochs": 2, "seeds": (1, 2, 3), "tuning_seeds": (7,)}
    values = {
        "budget": "quick",
        "device": "cpu",
        "gpu_slots": 1,
        "horizons": (3,),
        "data": {"datasets": ("fashion-mnist",), "fallback": "digits"},
        "budgets": {"quick": budget},
        "defaults": {**from_yaml(DEFAULTS), "probes": ()},
        "studies": {"optimizers": {"vary": {"optimizer": ["adam", "sgd"]}, "checks": (CHECK,)}},
        "statistics": {"confidence": 0.95},
        "report": {"title": "Groundwork", "decimals": 1},
    }
    return Params.model_validate({**values, **changes})


def make_plan_of(params: Params, dataset: str = "fashion-mnist") -> Plan:
    """Return a plan in which `dataset` is used for the one that the studies request."""
    images = 60_000 if dataset == "fashion-mnist" else 1437
    asked = ResolvedDataset(requested="fashion-mnist", name=dataset, digest="0" * 12, train_images=images)
    plan = make_plan(params, {"fashion-mnist": asked}, "cpu", lambda spec: spec.label)
    study = replace(plan.studies["optimizers"], figures=("curves",))
    return replace(plan, studies={"optimizers": study})


def make_table(*rows: dict[str, str]) -> Table:
    """Return a table of rows with the same columns."""
    return Table(tuple(rows[0]), rows)


def make_tables(plan: Plan) -> dict[str, Table]:
    """Return the tables of the plan's study: two variants with runs, one of which diverged, and a check."""
    adam, sgd = (variant.record for variant in plan.studies["optimizers"].variants)
    check = plan.studies["optimizers"].checks[CHECK]
    tuning = str(plan.studies["optimizers"].variants[0].tuning_record)
    run = {
        "tuning_record": tuning,
        "seed": "1",
        "role": "report",
        "outcome": "finished",
        "test_accuracy_percent": "85.25",
    }
    mean = {"metric": "test_accuracy_percent", "unit": "%", "n": "3", "diverged": "0", "std": "1"}
    layer = {"model": "mlp", "layer": "hidden_1", "kind": "Linear", "output_shape": "256", "parameters": "200960"}
    return {
        "runs": make_table(
            {"record": adam, **run},
            {"record": adam, **run, "seed": "7", "role": "tuning", "test_accuracy_percent": ""},
            {"record": sgd, **run},
            {"record": sgd, **run, "seed": "2", "outcome": "diverged at step 9", "test_accuracy_percent": "10"},
        ),
        "summary": make_table(
            {"variant": "adam", "record": adam, **mean, "mean": "85.25", "low": "84.25", "high": "86.25"},
            {"variant": "sgd", "record": sgd, **mean, "mean": "inf", "low": "", "high": "", "diverged": "1"},
        ),
        "layers": make_table(
            {"record": adam, **layer},
            {"record": sgd, **layer},
        ),
        "checks": make_table(
            {"check": CHECK, "record": check, "holds": "True", "quantity": "cosine", "value": "1"},
        ),
    }


def make_site(**changes: Any) -> ReportInput:
    """Return a report input of one study, with changes of its fields; `plan` is used for the tables too."""
    plan = changes.get("plan") or make_plan_of(make_params())
    adam = plan.studies["optimizers"].variants[0].record
    verdict, fact = make_verdict(records=(adam,)), make_fact(records=(adam,))
    figure = Figure("optimizers", "curves", "Curves", "Lower is better.", SVG, "epoch,loss\n1,0.5\n")
    values: dict[str, Any] = {
        "plan": plan,
        "facts": {fact.name: fact},
        "verdicts": {verdict.claim: verdict},
        "horizons": {},
        "tables": {"optimizers": make_tables(plan)},
        "figures": {"optimizers": {"curves": figure}},
        "figure_names": frozenset({"curves", "examples"}),
        "checks": {CHECK: CheckCode("Steps scale.", "def check() -> None:\n    return None\n")},
        "sheet": (SheetCode("training_step", "The training step", "loss.backward()  # <gradients>\n"),),
        "card_codes": read_codes(PACKAGE / CARD_FOLDER),
        "content": make_content(),
        "templates": read_templates(REPOSITORY, TEMPLATE) | read_templates(REPOSITORY, PROVENANCE_PAGE),
        "ink": INK,
        "versions": {"python": "3.11.0"},
    }
    return ReportInput(**{**values, **changes})


@pytest.fixture
def samples() -> SimpleNamespace:
    """The functions that make samples; tests cannot import a conftest."""
    return SimpleNamespace(
        site=make_site,
        verdict=make_verdict,
        fact=make_fact,
        question=make_question,
        content=make_content,
        params=make_params,
        plan=make_plan_of,
        unmeasured=UNMEASURED,
        repository=REPOSITORY,
    )
