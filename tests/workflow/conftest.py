"""A copy of the project that has been run once."""

from pathlib import Path

import pytest

from tests.workflow.project import Project


@pytest.fixture
def project(finished: Project, tmp_path: Path) -> Project:
    """A copy of the project after one run, to do with as one likes."""
    return finished.copy(tmp_path / "project")
