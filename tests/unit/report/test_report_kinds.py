"""Estimators, tabular data and measurements on the page."""

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.config.schema import Params
from groundwork.core.formatting import DASH, NBSP
from groundwork.planning.plan import Plan, ResolvedDataset, make_plan
from groundwork.report.budget import budget_sentences
from groundwork.report.conditions import conditions, setting_texts
from groundwork.report.inline_figures import inline_svg
from groundwork.report.inputs import Figure, Table
from groundwork.report.page import render
from groundwork.report.provenance import trace
from groundwork.report.record_list import view_records
from groundwork.report.study_results import study_grids
from groundwork.report.study_sections import MAX_DATA, study_sections, thinned
from groundwork.report.summary import summarize
from groundwork.report.svg_shortening import DrawingStyles

STUDIES = {
    "estimators": {"vary": {"model": ["random_forest", "mlp"]}},
    "customers": {
        "fixed": {
            "dataset": "churn",
            "preprocessing": "standardized_features",
            "loss": "binary_cross_entropy",
            "train_images": 3000,
        },
        "variants": [{"name": "network"}, {"name": "network with dropout", "model": {"mlp": {"dropout": 0.3}}}],
    },
    "tuning": {"measurements": ("grid_search",)},
}


def plan_of(params: Params) -> Plan:
    """Return a plan with an image dataset and a tabular dataset."""
    datasets = {
        "fashion-mnist": ResolvedDataset(
            requested="fashion-mnist", name="fashion-mnist", digest="0" * 12, train_images=60_000
        ),
        "churn": ResolvedDataset(requested="churn", name="churn", digest="1" * 12, train_images=4000),
    }
    return make_plan(params, datasets, "cpu", lambda spec: spec.label)


@pytest.fixture
def site(samples: SimpleNamespace) -> Any:
    """A report input with studies of every kind and one measurement."""
    plan = plan_of(samples.params(studies=STUDIES, data={"datasets": ("fashion-mnist", "churn"), "fallback": None}))
    record = plan.studies["tuning"].measurements["grid_search"]
    facts = [
        samples.fact(name="tuning.grid_search.grid search.last.best_validation_accuracy_percent", records=(record,)),
        samples.fact(name="tuning.grid_search.test_accuracy_percent", low=math.nan, high=math.nan, records=(record,)),
        samples.fact(name="tuning.runs", records=()),
    ]
    return replace(
        samples.site(),
        plan=plan,
        facts={fact.name: fact for fact in facts},
        verdicts={"better": samples.verdict(claim="better", study="tuning", records=(record,))},
        tables={},
        figures={},
        content=samples.content(questions=(), studies=()),
    )


def test_all_kinds_of_study_are_rendered(site: Any) -> None:
    page = render(site)
    for study in STUDIES:
        assert f'id="study-{study}"' in page
    assert 'href="timings.html"' in page


def test_study_without_variants_lists_contents(site: Any) -> None:
    estimators, customers, tuning = study_sections(site, DrawingStyles())
    assert (estimators.size, customers.size, tuning.size) == (
        "2 variants, 3 seeds each",
        "2 variants, 3 seeds each",
        "1 measurement",
    )


def test_measurement_grid_has_facts(site: Any) -> None:
    ((title, grid),) = study_grids(site.plan.studies["tuning"], site)
    assert title == "Measured: grid search"
    assert grid.rows == (
        ("grid search", "best validation accuracy", "5", "85.2 %", "84.9 to 85.6"),
        ("grid search", "test accuracy", "5", "85.2 %", DASH),
    )


def test_budget_counts_images_and_rows_separately(site: Any) -> None:
    assert budget_sentences(site.plan) == (
        "1,000 training images, 3,000 rows of tables, 2 epochs, 3 seeds for each variant.",
        "Models from scikit-learn are fitted in one call, without epochs.",
        "Learning rates are tuned on seeds other than the reported ones, by validation accuracy.",
        "Not all training images of Fashion-MNIST are used, so accuracies are lower than with all of them.",
    )


def test_plan_without_variants_has_no_sizes(samples: SimpleNamespace) -> None:
    assert budget_sentences(plan_of(samples.params(studies={"tuning": STUDIES["tuning"]}))) == ()


def test_records_of_every_kind_are_listed(site: Any) -> None:
    views = view_records(site)
    assert [(view.made_for, view.name.startswith("tuning-")) for view in views] == [
        ("estimators: mlp", True),
        ("estimators: random_forest", False),
        ("estimators: mlp", False),
        ("customers: network", True),
        ("customers: network with dropout", True),
        ("customers: network", False),
        ("customers: network with dropout", False),
        ("tuning: grid search", False),
    ]
    records = {view.made_for: view for view in views}
    forest, search = records["estimators: random_forest"], records["tuning: grid search"]
    assert (forest.seeds, forest.tuning_seeds) == ("1 to 3", DASH)
    assert (search.seeds, search.outcome, search.result) == ("1 to 3", DASH, DASH)
    assert forest.settings.columns[0].startswith("random_forest")
    assert forest.settings.columns[1] == DASH
    assert search.settings.columns[1] == "adam"
    assert search.settings.others.startswith("grid_search")


@pytest.mark.parametrize(
    ("error", "expected"), [("54.5", "54 target units off (n = 2)"), ("inf", "∞ target units off (n = 2)")]
)
def test_regression_record_shows_error_and_divergence(site: Any, error: str, expected: str) -> None:
    record = site.plan.studies["customers"].variants[0].record
    row = {"record": record, "seed": "1", "role": "report", "outcome": "finished", "test_accuracy_percent": ""}
    rows = ({**row, "root_mean_squared_error": "53.5"}, {**row, "root_mean_squared_error": error})
    tables = {"customers": {"runs": Table(tuple(rows[0]), rows)}}
    views = view_records(replace(site, tables=tables))
    assert next(view.result for view in views if view.name == record).replace(NBSP, " ") == expected


def test_data_of_measurements_and_tables_are_listed(site: Any) -> None:
    assert [dataset.title for dataset in trace(site).datasets] == ["Fashion-MNIST", "Customer churn (synthetic)"]


def test_size_text_and_names_with_commas(samples: SimpleNamespace) -> None:
    settings = {"name": "half the filters, stride 1", "dataset": "churn", "train_images": 3000.0, "clip_norm": 1e-5}
    verdict = samples.verdict(shared_settings=settings, conditions="F1; twice")
    assert setting_texts(verdict) == {
        "name": "name half the filters, stride 1",
        "dataset": "dataset churn",
        "train_images": "3,000 training rows",
        "clip_norm": "clip norm 1e-5",
    }
    shown = {"dataset": "dataset churn", "clip_norm": "clip norm 1"}
    assert (
        conditions(verdict, shown) == "name half the filters, stride 1, 3,000 training rows, clip norm 1e-5; F1; twice"
    )
    assert conditions(samples.verdict(shared_settings={}, conditions=""), {}) == ""


def test_long_data_is_thinned() -> None:
    assert thinned("a\n1\n2\n") == ("a\n1\n2\n", 1)
    rows = [f"{number:09d}\n" for number in range(3 * MAX_DATA // 10)]
    text, stride = thinned("numbers\n" + "".join(rows))
    assert stride == 4
    assert text == "numbers\n" + "".join(rows[::4])


def test_data_on_the_page_has_no_records_and_five_digits() -> None:
    data = 'variant,record,n,mean\n"Adam, 0.01",mlp-adam-0123456789ab,12,87.123456\nSGD,mlp-sgd,12,1.5\n'
    assert thinned(data) == ('variant,n,mean\n"Adam, 0.01",12,87.123\nSGD,12,1.5\n', 1)


def test_drawing_is_shortened_without_change() -> None:
    svg = """<svg xmlns="http://www.w3.org/2000/svg" width="9pt"><g id="unused">
    <path id="mark" d="M 1.23456 -5.001
    z "/><g clip-path="url(#mark)">
    <text x="2.5000001" transform="rotate(-0 2 3)" style="fill: red; opacity: 1">a b</text></g></g></svg>"""
    styles = DrawingStyles()
    drawing = str(inline_svg(Figure("depth", "curves", "Curves", "", svg, "a\n"), "#000000", "f7-", styles))
    assert drawing.partition(">")[2] == (
        '<g id="drawing-depth-curves"><path id="f7-0" d="m1.2-5z" /><g clip-path="url(#f7-0)">'
        '<text x="2.5" class="d0">a b</text></g></g></svg>'
    )
    assert styles.sheet == ".d0{fill:red;opacity:1}"


def test_first_screen_counts(samples: SimpleNamespace, site: Any) -> None:
    assert summarize(site).counts == "1 claim tested with 0 training runs and 1 measurement"
    verdicts = {"faster": samples.verdict(), "gone": samples.verdict(claim="gone", verdict="not evaluated")}
    counts = summarize(samples.site(verdicts=verdicts)).counts
    assert counts == "1 claim tested with 4 training runs and 1 exact check"
