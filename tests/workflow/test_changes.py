"""Variants that are added, edited and removed, and the page of changes after each of these, a kill and damage."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.workflow.project import Outcome, Project, Snapshot, without_orphans

# Each but the first is made of the one before; the last is the first again.
RATES = ["[1e-1, 1e-2, 1e-3]", "[1e-1, 1e-2, 1e-3, 1e-4]", "[1e-1, 1e-2, 1e-3, 3e-4]", "[1e-1, 1e-2, 1e-3]"]
SHOWN = ["[0.1, 0.01, 0.001]", "[0.1, 0.01, 0.001, 0.0001]", "[0.1, 0.01, 0.001, 0.0003]", "[0.1, 0.01, 0.001]"]
STEPS = ["clock", "compare", "draw.learning_rate", "export", "judge", "render", "tabulate.learning_rate"]


@dataclass(frozen=True)
class Edited:
    """A project after three edits and their runs, with what each run did and left on the page of changes."""

    project: Project
    outcomes: list[Outcome]
    pages: list[str]


@pytest.fixture(scope="module")
def edited(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    project = finished.copy(tmp_path_factory.mktemp("edited") / "project")
    outcomes, pages = [], [page(project)]
    for old, new in pairwise(RATES):
        project.edit("params.yaml", f"learning_rate: {old}", f"learning_rate: {new}")
        outcomes.append(project.run_snakemake())
        pages.append(page(project))
    return Edited(project, outcomes, pages)


def kept(project: Project) -> list[Path]:
    return sorted(path for path in (project.root / "results" / "history").iterdir() if path.is_file())


def page(project: Project) -> str:
    return (project.root / "results" / "changes.html").read_text(encoding="utf-8")


def test_variant_is_added_edited_and_removed(edited: Edited, first: Snapshot) -> None:
    # Which of the other rates are chosen depends on every rate tried; the rate 0.01 is reported anyway.
    dependent = ["mlp-adam-0.001", "mlp-adam-0.1"]
    assert [outcome.trained for outcome in edited.outcomes] == [
        ["mlp-adam-0.0001", *dependent, "tuning-mlp-adam-0.0001"],
        ["mlp-adam-0.0003", *dependent, "tuning-mlp-adam-0.0003"],
        [],
    ]
    assert [outcome.made for outcome in edited.outcomes] == [STEPS] * 3
    assert without_orphans(edited.project.snapshot(), first) == first


def test_changes_page_shows_each_change_and_its_revert(finished: Project, edited: Edited) -> None:
    assert [path.name[:6] for path in kept(finished)] == ["000001"]
    assert "There is no earlier report to compare with." in edited.pages[0]
    for number, outcome in enumerate(edited.outcomes, 1):
        assert "changed since the earlier report" in outcome.output
        assert f"<td>{SHOWN[number - 1]}<td>{SHOWN[number]}" in edited.pages[number]
    assert [path.name[:6] for path in kept(edited.project)] == ["000003", "000004"]


def test_changes_page_recovers_from_kill_and_damage(edited: Edited, tmp_path: Path) -> None:
    project = edited.project.copy(tmp_path / "project")
    before, history = page(project), [path.name for path in kept(project)]

    # Killed after the page and before the receipt.
    project.forget("results/history/receipts")
    assert project.run_snakemake().made == ["compare"]
    assert (page(project), [path.name for path in kept(project)]) == (before, history)

    earlier, present = kept(project)
    earlier.write_text("{", encoding="utf-8")
    present.write_text("{", encoding="utf-8")
    outcome = project.run_snakemake()
    assert outcome.made == ["compare"]
    assert f"results/history/{earlier.name}: damaged; ignored" in outcome.output
    assert [path.name for path in kept(project)] == [present.name]
