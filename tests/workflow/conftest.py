"""A copy of the project that has been run once, and the imports that its runs share."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundwork.running.command_line import REPORT_LIBRARIES, TRAINING_LIBRARIES
from tests.workflow.preloading import PLACE, SNAKEMAKE, preloaded
from tests.workflow.project import Project


@pytest.fixture(scope="session")
def imports() -> Iterator[Path]:
    """A folder in which processes listen that have Snakemake or the libraries of a kind of jobs imported."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gw")))  # a path short enough for a socket
        stack.enter_context(preloaded(folder, TRAINING_LIBRARIES))
        stack.enter_context(preloaded(folder, REPORT_LIBRARIES))
        stack.enter_context(preloaded(folder, SNAKEMAKE))
        yield folder


@pytest.fixture(autouse=True)
def _imports_done_once(imports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLACE, str(imports))


@pytest.fixture
def project(finished: Project, tmp_path: Path) -> Project:
    """A copy of the project after one run, to do with as one likes."""
    return finished.copy(tmp_path / "project")
