"""Kernels pinned for all tests, and a project that has been run once, for scenarios to copy and to change."""

import os
import tempfile
from pathlib import Path

import pytest

from groundwork.core.processor import pin

pin(os.environ)  # for all tests and what they start, before torch is imported

from tests.sharing import Shared  # noqa: E402
from tests.workflow.preloading import preload  # noqa: E402
from tests.workflow.project import Project, Snapshot, clone_working_tree  # noqa: E402

# The tests that take long and are few go first, so that no process is left with one when the others are done.
LONG = ("tests/workflow/", "tests/faults/", "tests/browser/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first; the others keep their order."""
    items.sort(key=lambda item: next((place for place, name in enumerate(LONG) if item.nodeid.startswith(name)), 9))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """What is made once for all processes of the tests."""
    return Shared.of(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def imports(shared: Shared) -> Path:
    """A folder in which processes listen that have Snakemake or the libraries of a kind of jobs imported."""
    # That of pytest itself, which outlives the processes among which it divides the tests.
    process = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()

    def make(place: Path) -> None:
        folder = Path(tempfile.mkdtemp(prefix="gw"))  # a path short enough for a socket
        preload(folder, process)
        (place / "folder").write_text(str(folder), encoding="utf-8")

    return Path((shared.folder("imports", make) / "folder").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def new(shared: Shared, imports: Path) -> Project:
    """A project in which nothing has been run; to be copied, not changed."""
    return Project(shared.folder("new", lambda place: clone_working_tree(place / "project")) / "project", imports)


@pytest.fixture(scope="session")
def finished(new: Project, shared: Shared) -> Project:
    """The same project after one run, which did its own imports; to be copied, not changed."""

    def run(place: Path) -> None:
        new.copy(place / "project").without_imports().run_snakemake()

    return new.at(shared.folder("finished", run) / "project")


@pytest.fixture(scope="session")
def first(finished: Project) -> Snapshot:
    """The results of that run."""
    return finished.snapshot()
