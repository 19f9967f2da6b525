"""Kernels pinned for all tests, and a project that has been run once, for scenarios to copy and to change."""

import os

import pytest

from groundwork.core.processor import pin

pin(os.environ)  # for all tests and what they start, before torch is imported

from tests.workflow.project import Project, Snapshot, clone_working_tree  # noqa: E402


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
