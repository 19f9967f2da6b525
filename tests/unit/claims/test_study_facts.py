"""The facts of a study that do not depend on a claim."""

import math
from collections.abc import Callable, Iterable

import pandas as pd
import pytest

from groundwork.claims.facts import fact_from_values, with_distinct_names
from groundwork.claims.measurement_facts import measurements
from groundwork.claims.study_facts import (
    StudyTables,
    best_rate,
    best_rate_of_optimizer,
    counts,
    grid_ends,
    study_tables,
    suggested_rate,
    variants,
)
from groundwork.config.problems import in_study
from groundwork.core.findings import Fact
from groundwork.core.metrics import RUN_METRICS

Planter = Callable[..., pd.DataFrame]


@pytest.fixture
def study(planted: Planter) -> StudyTables:
    """Two learning rates; at the higher one, one seed diverged, one guesses, and the others learned."""
    bad = {
        "test_accuracy_percent": [10.0, 12.0, 80.0, 81.0],
        "outcome": ["diverged at step 7", *["finished"] * 3],
        "train_loss": [math.inf, math.inf, 1.0, 1.0],
    }
    frames = [
        planted({"learning_rate": 0.1}, seeds=[1, 2, 3, 4], **bad),
        planted({"learning_rate": 0.1}, "tuning", [7, 8], validation_accuracy_percent=50.0),
        planted({"learning_rate": 0.001}, seeds=[1, 2, 3, 4], test_accuracy_percent=[87.0, 88.0, 89.0, 88.0]),
        planted({"learning_rate": 0.001}, "tuning", [7, 8], validation_accuracy_percent=88.0),
    ]
    return StudyTables("learning_rate", pd.concat(frames, ignore_index=True), 10, 0.95)


def by_name(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts}


def test_counts(study: StudyTables) -> None:
    study.runs["steps"] = [39] * 11 + [78]
    found = {name: fact.value for name, fact in by_name(counts(study)).items()}
    assert found == {
        "learning_rate.records": 4,
        "learning_rate.runs": 12,
        "learning_rate.diverged_runs": 1,
        "learning_rate.most_train_images": 1000,
        "learning_rate.most_steps": 39,  # the last run is of a tuning seed
    }


def test_counts_of_a_study_that_does_not_train() -> None:
    found = {name: fact.value for name, fact in by_name(counts(study_tables("checks", {}, 0.95))).items()}
    assert found == {
        f"checks.{name}": 0 for name in ("records", "runs", "diverged_runs", "most_train_images", "most_steps")
    }


def test_best_rate(study: StudyTables) -> None:
    found = by_name(best_rate(study))
    rate = found["learning_rate.best_learning_rate"]
    assert (rate.value, rate.records) == (0.001, ("record of 0.001", "tuning record of 0.001"))
    accuracy = found["learning_rate.best_learning_rate.test_accuracy_percent"]
    assert (accuracy.value, accuracy.n, accuracy.records) == (88.0, 4, ("record of 0.001",))


def test_best_rate_of_missing_optimizer(study: StudyTables) -> None:
    found = by_name(best_rate_of_optimizer(study, "sgd"))["learning_rate.sgd.best_learning_rate"]
    assert math.isnan(found.value)
    assert found.note == "no variant of study 'learning_rate' has this optimizer"


def test_grid_ends(study: StudyTables) -> None:
    found = {name: fact.value for name, fact in by_name(grid_ends(study)).items()}
    assert found == {
        "learning_rate.highest_learning_rate": 0.1,
        "learning_rate.highest_learning_rate.test_accuracy_percent": 45.75,
        "learning_rate.highest_learning_rate.failed_seeds_percent": 50.0,
        "learning_rate.lowest_learning_rate": 0.001,
        "learning_rate.lowest_learning_rate.test_accuracy_percent": 88.0,
        "learning_rate.lowest_learning_rate.failed_seeds_percent": 0.0,
    }


def test_end_of_grid_that_is_not_reported_has_a_rate_only(study: StudyTables) -> None:
    runs = study.runs[(study.runs["role"] == "tuning") | (study.runs["learning_rate"] == 0.001)]

    found = by_name(grid_ends(StudyTables("s", runs, 10, 0.95)))

    rate, accuracy = found["s.highest_learning_rate"], found["s.highest_learning_rate.test_accuracy_percent"]
    assert (rate.value, rate.records) == (0.1, ("tuning record of 0.1",))
    assert math.isnan(accuracy.value)
    assert accuracy.note == "the reported seeds do not train all variants at this learning rate"
    assert found["s.highest_learning_rate.failed_seeds_percent"].note == accuracy.note
    assert found["s.lowest_learning_rate.test_accuracy_percent"].value == 88.0


def test_estimator_is_not_end_of_grid(study: StudyTables, planted: Planter) -> None:
    forest = planted({"model": "random_forest"}, test_accuracy_percent=85.0).assign(learning_rate=math.nan)
    mixed = StudyTables("s", pd.concat([forest, study.runs], ignore_index=True), 10, 0.95)

    found = by_name(grid_ends(mixed))

    assert (found["s.highest_learning_rate"].value, found["s.lowest_learning_rate"].value) == (0.1, 0.001)
    assert found["s.highest_learning_rate.failed_seeds_percent"].value == 50.0
    assert found["s.lowest_learning_rate.test_accuracy_percent"].value == 88.0


def test_single_rate_has_no_best(planted: Planter) -> None:
    found = by_name(best_rate(StudyTables("one", planted({}), 10, 0.95)))
    assert found["one.best_learning_rate"].note == "only one learning rate was tried"


def test_variant_with_diverged_seeds_has_no_mean(study: StudyTables) -> None:
    found = by_name(variants(study))
    missed = found["learning_rate.0.1.train_loss"]
    assert math.isnan(missed.value)
    assert missed.note == "2 of 4 seeds diverged"
    assert found["learning_rate.0.001.test_accuracy_percent"].low == pytest.approx(86.7008, abs=1e-4)
    assert found["learning_rate.0.001.parameters"].value == 1000


def test_duplicate_labels_get_record(study: StudyTables) -> None:
    same = StudyTables("s", study.runs.assign(variant="0.1"), 10, 0.95)
    names = [fact.name for fact in variants(same) if fact.name.endswith("parameters")]
    assert names == ["s.0.1 (record of 0.1).parameters", "s.0.1 (record of 0.001).parameters"]


def test_seed_counts_once_in_shared_record(study: StudyTables) -> None:
    """This happens on a small dataset, where both variants get all images."""
    twice = pd.concat([study.runs.assign(variant=f"{images}, " + study.runs["variant"]) for images in (2000, 4000)])
    shared = study_tables("s", {"s": {"runs": twice}}, 0.95)

    assert {name: fact.value for name, fact in by_name(counts(shared)).items()} == {
        "s.records": 4,
        "s.runs": 12,
        "s.diverged_runs": 1,
        "s.most_train_images": 1000,
        "s.most_steps": 1,
    }
    facts = by_name([*best_rate(shared), *grid_ends(shared), *variants(shared)])
    alone = by_name([*best_rate(study), *grid_ends(study), *variants(study)])
    for name, one in [("lowest_learning_rate", "lowest_learning_rate"), ("2000, 0.001", "0.001")]:
        found, expected = (
            facts[f"s.{name}.test_accuracy_percent"],
            alone[f"learning_rate.{one}.test_accuracy_percent"],
        )
        assert (found.n, found.low, found.high) == (4, expected.low, expected.high)
    assert facts["s.best_learning_rate.test_accuracy_percent"].n == 4
    assert facts["s.highest_learning_rate.failed_seeds_percent"].n == 4


def test_variant_name_cannot_collide_with_study_facts(study: StudyTables, measured_rows: Planter) -> None:
    rows = measured_rows("random_search (n_trials 2)", "test_accuracy_percent", [80.0, 81.0], case="random search")
    own = [*counts(study), *best_rate(study), *best_rate_of_optimizer(study, "adam"), *grid_ends(study)]
    own += measurements("learning_rate", {"learning_rate": {"measurements": rows}}, 0.95)
    parts = [fact.name.removeprefix("learning_rate.").rpartition(".") for fact in own]
    names = {name for name, _, metric in parts if metric in RUN_METRICS}

    assert names == {
        *("best_learning_rate", "adam.best_learning_rate", "highest_learning_rate", "lowest_learning_rate"),
        "random_search.random search",
    }
    for name in names:
        (problem,) = in_study("studies.learning_rate", {"variants": [{"name": name}]})
        assert problem.place == "studies.learning_rate.variants[0].name"
        assert (
            " is the name of other facts of the study; write another name (any but best_learning_rate, " in problem.text
        )


def test_only_variant_has_no_label(planted: Planter) -> None:
    lonely = StudyTables("range_test", planted({}).assign(variant=math.nan), 10, 0.95)
    assert "range_test.test_loss" in by_name(variants(lonely))


def test_facts_of_missing_study() -> None:
    gone = study_tables("depth", {}, 0.95)
    assert {fact.value for fact in counts(gone)} == {0}
    assert list(variants(gone)) == []
    assert {fact.note for fact in grid_ends(gone)} == {"params.yaml has no study 'depth' that trains"}
    assert [fact.note for fact in suggested_rate("depth", {}, 0.95)] == [
        "params.yaml has no study 'depth' that trains (there are none)"
    ]


def test_classes_come_from_confusion_table() -> None:
    assert study_tables("s", {"s": {"confusion": pd.DataFrame({"label": [0, 1, 2]})}}, 0.95).classes == 3


def test_duplicate_fact_name_raises() -> None:
    fact = fact_from_values("a", "%", pd.Series([1.0, 2.0]), 0.95, [])
    with pytest.raises(ValueError, match="facts named twice: a"):
        with_distinct_names([fact, fact])


def test_count_has_interval_only_if_seeds_differ(planted: Planter) -> None:
    runs = planted({}, seeds=[1, 2, 3], steps=40, epochs_run=[3, 4, 5])
    found = by_name(variants(StudyTables("s", runs.assign(variant=""), 10, 0.95)))
    assert (found["s.steps"].value, found["s.steps"].unit, found["s.steps"].n) == (40, "steps", None)
    assert (found["s.epochs_run"].value, found["s.epochs_run"].n) == (4, 3)


def test_metrics_of_other_tasks_have_no_facts(planted: Planter) -> None:
    missing = {"mean_absolute_error": math.nan, "late_step_loss_std": math.nan}
    found = by_name(variants(StudyTables("s", planted(missing).assign(variant="", **missing), 10, 0.95)))
    assert "s.mean_absolute_error" not in found
    assert found["s.late_step_loss_std"].note == "no seed has a value"
    assert found["s.r_squared"].value == 1.0


def test_failed_seed_threshold_for_two_classes(planted: Planter) -> None:
    rates = [
        planted({"learning_rate": rate}, seeds=[1, 2], test_accuracy_percent=[59.0, 61.0]) for rate in (0.1, 0.001)
    ]
    found = by_name(grid_ends(StudyTables("s", pd.concat(rates), 2, 0.95)))
    assert found["s.highest_learning_rate.failed_seeds_percent"].value == 50.0
