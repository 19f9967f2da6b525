"""A project that has been run once, for each scenario to copy and to change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflow.project import Project, Snapshot, clone_working_tree


@pytest.fixture(scope="session")
def new(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which nothing has been run; to be copied, not changed."""
    return clone_working_tree(tmp_path_factory.mktemp("new") / "project")


@pytest.fixture(scope="session")
def finished(new: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same project after one run; to be copied, not changed."""
    project = new.copy(tmp_path_factory.mktemp("finished") / "project")
    project.run_snakemake()
    return project


@pytest.fixture(scope="session")
def first(finished: Project) -> Snapshot:
    """The results of that run."""
    return finished.snapshot()


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
