"""A copy of the project that has been run once, and a project with all that is added to one."""

from pathlib import Path

import pytest

from tests.sharing import Shared
from tests.workflow.additions import read_additions
from tests.workflow.colors import add_colors_and_loss
from tests.workflow.project import Project


@pytest.fixture
def project(finished: Project, tmp_path: Path) -> Project:
    """A copy of the project after one run, to do with as one likes."""
    return finished.copy(tmp_path / "project")


@pytest.fixture(scope="session")
def extended(new: Project, shared: Shared) -> Project:
    """A project with the examples of docs/architecture.md and with what `colors` has, after one run; not to change."""

    def make(place: Path) -> None:
        project = new.copy(place / "project")
        add_colors_and_loss(project)
        for addition in read_additions():
            addition.apply(project)
        project.run_snakemake()

    return new.at(shared.folder("extended", make) / "project")
