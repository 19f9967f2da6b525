"""A killed run, and one that shares a folder with another."""

import fcntl
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.project import Project, Snapshot

VARIANTS = ["mlp-adam-0.001", "mlp-adam-0.01", "mlp-adam-0.1", "softmax_regression-adam-0.01"]


def labels_of(project: Project) -> list[str]:
    """Return the labels of the networks' records that are finished."""
    labels = {path.stem.rpartition("-")[0] for path in (project.root / "results" / "records").glob("*.json")}
    return sorted(labels & set(VARIANTS))


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


@pytest.mark.parametrize("alone", [False, True])
def test_killed_run_resumes(project: Project, first: Snapshot, alone: bool) -> None:
    """Alone: its jobs and its fork servers must find out for themselves that it is gone."""
    project.forget("results", ".snakemake")
    project.end_snakemake_when(lambda: bool(labels_of(project)), by=signal.SIGKILL, alone=alone)
    finished = labels_of(project)
    assert finished
    assert finished != VARIANTS

    resumed = project.run_snakemake()

    assert [label for label in resumed.trained if label in VARIANTS] == sorted(set(VARIANTS) - set(finished))
    assert project.snapshot() == first
    assert runs_of(project) == []


def test_run_on_full_disk_names_path_and_resumes(project: Project, first: Snapshot, small_disk: Path) -> None:
    ended = project.run_snakemake(fails=True)

    assert "results/logs: the disk is full; free disk space and run the same command again\n" in ended.output
    assert "Traceback" not in ended.output
    assert [*small_disk.rglob("*.part")] == []
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    project.run_snakemake()
    assert project.snapshot() == first


def test_interrupted_run_prints_one_line(project: Project, first: Snapshot) -> None:
    project.forget("results", ".snakemake")
    said = project.end_snakemake_when(lambda: bool(labels_of(project)), by=signal.SIGINT)

    assert said.count("interrupted; finished results are kept: run the same command again to continue\n") == 1
    assert "Traceback" not in said
    project.run_snakemake()
    assert project.snapshot() == first


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
