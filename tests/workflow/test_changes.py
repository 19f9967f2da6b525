"""The page of changes after an edit, its revert, a kill and damage."""

from pathlib import Path

from tests.workflow.project import Project

RATES, OTHER_RATES = "learning_rate: [1e-1, 1e-2, 1e-3]", "learning_rate: [1e-1, 1e-2, 1e-4]"
CHANGED = "changed since the earlier report"


def kept(project: Project) -> list[Path]:
    return sorted(path for path in (project.root / "results" / "history").iterdir() if path.is_file())


def page(project: Project) -> str:
    return (project.root / "results" / "changes.html").read_text(encoding="utf-8")


def test_changes_page_shows_a_change_and_its_revert(project: Project) -> None:
    assert "There is no earlier report to compare with." in page(project)
    assert len(kept(project)) == 1

    project.edit("params.yaml", RATES, OTHER_RATES)
    assert CHANGED in project.run_snakemake().output
    assert "<td>[0.1, 0.01, 0.001]</td><td>[0.1, 0.01, 0.0001]</td>" in page(project)

    project.edit("params.yaml", OTHER_RATES, RATES)
    assert CHANGED in project.run_snakemake().output
    assert "<td>[0.1, 0.01, 0.0001]</td><td>[0.1, 0.01, 0.001]</td>" in page(project)
    assert [path.name[:6] for path in kept(project)] == ["000002", "000003"]


def test_changes_page_recovers_from_kill_and_damage(project: Project) -> None:
    project.edit("params.yaml", "title: Groundwork", "title: Another")
    project.run_snakemake()
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
