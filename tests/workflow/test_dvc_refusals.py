"""`make report` and `snakemake` recover from a kill of DVC, and `make report` reports DVC's errors."""

import fcntl
from pathlib import Path

import pytest

from tests.workflow.project import Project

EMPTIED = ".dvc/tmp/rwlock: truncated by a kill; emptied\n"
ASIDE = "dvc.lock: truncated by a kill; set aside as .dvc/tmp/dvc.lock.damaged, the next `dvc repro` writes a new one\n"
FORGOTTEN = ": DVC's checksum database was damaged; deleted, DVC will rebuild it\n"
OTHERWISE = "; fix this, or run `snakemake`, which makes the same report without DVC\n"
NOTHING_TO_DO = "Nothing to be done (all requested files are present and up to date).\n"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_both_commands_recover_from_kill_of_dvc(project: Project) -> None:
    calm = project.make_report()
    assert NOTHING_TO_DO in calm.output
    assert [line for line in calm.output.splitlines() if "dvc" in line.lower() or "stage" in line.lower()] == []
    lock, holders = project.root / "dvc.lock", project.root / ".dvc" / "tmp" / "rwlock"
    whole = lock.read_bytes()

    holders.write_bytes(b"")
    lock.write_bytes(b"")
    (database,) = (project.root.parent / "dvc").glob("repo/*/hashes/local/cache.db")
    cut(database)
    repaired = project.make_report()
    assert (repaired.trained, repaired.made) == ([], [])
    assert EMPTIED in repaired.output
    assert ASIDE in repaired.output
    assert f"{database.parents[2]}{FORGOTTEN}" in repaired.output
    assert lock.read_bytes() == whole

    holders.write_bytes(b"{")
    assert EMPTIED in project.run_snakemake().output
    project.run_dvc("repro", "data")


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        (
            "dvc.lock",
            "<<<<<<< HEAD\nschema: '2.0'\n=======\n>>>>>>> other\n",
            "'dvc.lock'{reason}; resolve the conflict, for example with `git checkout --ours dvc.lock`, and run "
            "again\n",
        ),
        ("dvc.yaml", "stages: {report: {}}\n", f"'./dvc.yaml' validation failed: {{reason}}{OTHERWISE}"),
        (".dvc/config", "[core]\n    hardlink_lock = maybe\n", f"config file error: {{reason}}{OTHERWISE}"),
        (".dvc/cache", "no folder\n", f".dvc/cache/{{reason}}{OTHERWISE}"),
    ],
)
def test_dvc_error_is_one_line(project: Project, path: str, content: str, said: str) -> None:
    (project.root / path).write_text(content, encoding="utf-8")

    outcome = project.make_report(fails=True)

    (line,) = [line for line in outcome.output.splitlines(keepends=True) if not line.startswith("data: ")]
    assert line.startswith("DVC: ")
    start, end = said.split("{reason}")
    assert start in line
    assert line.endswith(end)


def test_lock_of_other_dvc_is_one_line(project: Project) -> None:
    folder = project.root / ".dvc" / "tmp"
    folder.mkdir()
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        outcome = project.make_report(fails=True)

    assert outcome.output.startswith("DVC: Unable to acquire lock. Most likely another DVC process is running")
    assert outcome.output.endswith(OTHERWISE)
    assert outcome.output.count("\n") == 1


def test_report_is_made_without_git_repository(project: Project) -> None:
    project.forget(".git", "results/report.html")

    outcome = project.make_report()

    assert "no git repository: DVC tracks nothing here; making the report without it\n" in outcome.output
    assert outcome.made == ["render"]
    assert (project.root / "results" / "report.html").is_file()


def test_parameter_error_is_only_the_pipeline_s_line(project: Project) -> None:
    project.edit("params.yaml", "  optimizer: adam\n", "  optimizer: adm\n")

    outcome = project.make_report(fails=True)

    (line,) = outcome.output.splitlines()
    assert line.startswith("params.yaml: defaults.optimizer: 'adm' is not an optimizer; did you mean 'adam'? (")
