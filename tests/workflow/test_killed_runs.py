"""A killed run, and one that shares a folder with another."""

import fcntl
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.project import Project, Snapshot

EVERY_RECORD = frozenset(
    {
        *("mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01", "random_forest-200"),
        *("tuning-mlp-adam-0.001", "tuning-mlp-adam-0.01", "tuning-mlp-adam-0.1"),
        *("check-rate_scales_the_step", "measurement-two_layers_learn_xor"),
    }
)


def records_of(project: Project) -> frozenset[str]:
    """Return the labels of the records that are finished."""
    paths = (project.root / "results" / "records").glob("*.json")
    return frozenset(path.stem.rpartition("-")[0] for path in paths)


def runs_of(project: Project) -> list[Path]:
    return list((project.root / ".snakemake" / "groundwork").glob("run-*"))


@pytest.fixture
def small_disk(project: Project) -> Iterator[Path]:
    """A disk of 64 kB for the project's results, which do not fit there."""
    project.forget("results")
    results = project.root / "results"
    results.mkdir()
    mount = shutil.which("mount")
    mounted = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", results], check=False)
    if not mounted or mounted.returncode:
        pytest.skip("no file system may be mounted here")
    yield results
    subprocess.run(["umount", results], check=True)


def test_killed_and_interrupted_runs_resume(project: Project, first: Snapshot) -> None:
    """Killed with its processes, and alone: then its jobs and its fork servers must find out that it is gone."""
    project.forget("results", ".snakemake")
    project.end_snakemake_when(lambda: bool(records_of(project)), by=signal.SIGKILL)
    finished = records_of(project)
    assert 0 < len(finished) < len(EVERY_RECORD)

    project.end_snakemake_when(lambda: records_of(project) > finished, by=signal.SIGKILL, alone=True)
    finished = records_of(project)
    assert len(finished) < len(EVERY_RECORD)

    said = project.end_snakemake_when(lambda: records_of(project) > finished, by=signal.SIGINT)
    assert said.count("interrupted; finished results are kept: run the same command again to continue\n") == 1
    assert "Traceback" not in said
    finished = records_of(project)

    resumed = project.run_snakemake()

    assert resumed.trained == sorted(EVERY_RECORD - finished)
    assert project.snapshot() == first
    assert runs_of(project) == []


def test_run_on_full_disk_names_path(project: Project, small_disk: Path) -> None:
    """That it goes on once there is room is for the scenario `full_disk` of `tests/faults`."""
    ended = project.run_snakemake(fails=True)

    assert "results/logs: the disk is full; free disk space and run the same command again\n" in ended.output
    assert "Traceback" not in ended.output
    assert [*small_disk.rglob("*.part")] == []


def test_second_run_in_folder_is_rejected(project: Project) -> None:
    project.edit("params.yaml", "title: Groundwork", "title: Another title")
    render = project.run_snakemake("--dry-run").output.rpartition("would render: ")[2].splitlines()[0] + "\n"
    left = project.root / ".snakemake" / "locks" / "0.output.lock"
    left.parent.mkdir(exist_ok=True)
    left.write_text(render, encoding="utf-8")

    with (project.root / ".snakemake" / "groundwork.lock").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_SH)
        refused = project.run_snakemake(fails=True)
    assert "Directory cannot be locked" in refused.output
    assert "Traceback" not in refused.output

    assert project.run_snakemake().made == ["compare", "export", "render"]
