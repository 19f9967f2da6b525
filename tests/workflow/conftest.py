"""A copy of the project that has been run once, and what a project gives from scratch."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflow.project import Project, Snapshot


@pytest.fixture
def project(finished: Project, tmp_path: Path) -> Project:
    """A copy of the project after one run, to do with as one likes."""
    return finished.copy(tmp_path / "project")


@pytest.fixture
def from_scratch(tmp_path: Path) -> Callable[[Project], Snapshot]:
    """Return the results that a project gives where nothing was there before."""

    def run(project: Project) -> Snapshot:
        fresh = project.copy(tmp_path / "fresh")
        fresh.forget("results", ".snakemake", "data/prepared")
        fresh.run_snakemake()
        return fresh.snapshot()

    return run
