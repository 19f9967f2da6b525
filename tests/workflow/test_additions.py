"""Each addition of docs/architecture.md works as it stands there, with the files that it names and no other."""

import csv
import math
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.additions import DIFF, Addition, read_additions
from tests.workflow.project import REPOSITORY, Project

ADDITIONS = read_additions()


def rows(project: Project, name: str) -> list[dict[str, str]]:
    with (project.root / "results" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_page_has_example_of_each_addition() -> None:
    assert [each.title for each in ADDITIONS] == [
        "An optimizer",
        "A figure",
        "A metric",
        "A claim",
        "A kind of task",
    ]


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda each: each.title)
def test_examples_are_formatted(addition: Addition, tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    for file, text in addition.blocks:
        if file.endswith(".py") and not DIFF.match(text):
            (tmp_path / file.replace("/", "-")).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", "."], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


def test_the_optimizer_is_trained_with_its_setting(extended: Project) -> None:
    trained = {row["optimizer"] for row in rows(extended, "tables/added_optimizer/runs.csv")}

    assert trained == {"adam", "adagrad (lr_decay 0.01)"}


def test_the_figure_is_drawn_from_the_runs_and_shown_with_its_caption(extended: Project) -> None:
    drawn = rows(extended, "figures/added_optimizer/accuracy_against_loss.csv")
    page = (extended.root / "results" / "report.html").read_text(encoding="utf-8")

    assert [row["seed"] for row in drawn] == ["42", "43"] * 2
    assert "Runs of a lower loss that are no more accurate are only more certain." in page


def test_the_metric_has_its_column_and_each_variant_its_fact(extended: Project) -> None:
    runs = rows(extended, "tables/added_optimizer/runs.csv")
    facts = {row["name"]: row["unit"] for row in rows(extended, "facts.csv")}

    assert all(float(row["best_validation_loss"]) <= float(row["validation_loss"]) for row in runs)
    assert facts["added_optimizer.adam.best_validation_loss"] == "nats"


def test_the_claim_is_about_its_own_runs(extended: Project) -> None:
    """They are too short for a verdict."""
    (verdict,) = (row for row in rows(extended, "verdicts.csv") if row["claim"] == "adagrad_is_less_accurate_than_adam")
    (last,) = {row["steps"] for row in rows(extended, "tables/added_optimizer/runs.csv") if row["role"] == "report"}

    assert (verdict["verdict"], verdict["horizon"]) == ("not evaluated", last)
    assert verdict["reason"] == f"its runs end after {last} steps, and it is judged from 1290 steps on"


def test_an_example_touches_few_files() -> None:
    files = {each.title: len(each.files) for each in ADDITIONS}

    assert files == {"An optimizer": 2, "A figure": 2, "A metric": 2, "A claim": 1, "A kind of task": 5}


def test_the_task_is_learned_and_its_metrics_are_in_the_tables(extended: Project) -> None:
    runs = [row for row in rows(extended, "tables/added_task/runs.csv") if row["learning_rate"] == "0.1"]
    curves = [row for row in rows(extended, "tables/added_task/curves.csv") if row["record"] == runs[0]["record"]]
    summary = {row["metric"]: row["unit"] for row in rows(extended, "tables/added_task/summary.csv")}

    for row in runs:
        loss, decibels = float(row["validation_loss"]), float(row["validation_decibels"])
        assert -10 * math.log10(loss) == pytest.approx(decibels, rel=1e-5)
        assert row["test_accuracy_percent"] == ""
        assert (row["test_decibels"] == "") is (row["role"] == "tuning")
    of_the_noise = -10 * math.log10(1 / 3)  # its variance, as it is uniform between -1 and 1
    assert float(curves[-1]["validation_decibels"]) > of_the_noise + 3
    assert (summary["test_decibels"], summary["test_loss"]) == ("dB", "squared target units")


def test_the_task_is_tuned_by_its_first_metric_on_validation(extended: Project) -> None:
    tuning = [row for row in rows(extended, "tables/added_task/runs.csv") if row["role"] == "tuning"]
    best = max(tuning, key=lambda row: float(row["tuning_score"]))
    facts = {row["name"]: row["value"] for row in rows(extended, "facts.csv")}

    assert float(facts["added_task.best_learning_rate"]) == float(best["learning_rate"])
    assert len({row["validation_decibels"] for row in tuning}) == 3 * 2


def test_the_curves_of_the_task_are_drawn(extended: Project) -> None:
    drawn = rows(extended, "figures/added_task/loss_curves.csv")

    assert {row["panel"] for row in drawn} == {"training data", "validation data"}
    assert "Noisy waves" in (extended.root / "results" / "provenance.html").read_text(encoding="utf-8")
