"""Reports of runs with names that try to be markup, and a browser to read their pages with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from groundwork.pages.templates import template_folder
from tests.architecture.source import ROOT
from tests.browser.hostile import be_hostile
from tests.browser.visiting import CHROMIUM, GIVEN, MILLISECONDS, Reader
from tests.sharing import Shared
from tests.workflow.project import Project

REPORT = Path("project", "results", "report.html")
# The scripts of the trainer that know no page, in the order in which they need each other.
PURE_SCRIPTS = (
    "fsrs",
    *(f"trainer/{name}" for name in ("shuffling", "progress", "progress_text", "planning", "sessions", "address")),
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-background-networking"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def engine(browser: Browser) -> Iterator[Page]:
    """An empty page that has the scripts of the trainer that know no page."""
    page = browser.new_context(timezone_id="Europe/Berlin").new_page()
    for name in PURE_SCRIPTS:
        page.add_script_tag(path=template_folder(ROOT) / "scripts" / f"{name}.js")
    yield page
    page.context.close()


@pytest.fixture(scope="session")
def small_reader_of_session(browser: Browser, finished: Project, shared: Shared) -> Reader:
    """The reader of a tiny run with little prose, whose names try to be markup; `browser` skips without it."""

    def make(place: Path) -> None:
        project = finished.copy(place / "project")
        be_hostile(project)
        project.run_snakemake()

    return Reader(browser, shared.folder("hostile report", make) / REPORT)


@pytest.fixture(scope="session")
def whole_reader_of_session(browser: Browser, finished: Project, shared: Shared) -> Reader:
    """The reader of the report that GROUNDWORK_REPORT names, else of a tiny run with all the prose."""
    if GIVEN:
        assert Path(GIVEN).is_file(), f"GROUNDWORK_REPORT: {GIVEN}: no such file; name a report.html"
        return Reader(browser, Path(GIVEN).resolve())

    def make(place: Path) -> None:
        project = finished.copy(place / "project")
        project.use_whole_content()
        be_hostile(project)
        project.run_snakemake()

    return Reader(browser, shared.folder("whole report", make) / REPORT)


@pytest.fixture
def reader(small_reader_of_session: Reader) -> Iterator[Reader]:
    """A reader of a small report, for what the pages do.

    The pages must have kept quiet: no message, error or dialog, no request but for the page itself.
    """
    yield small_reader_of_session
    assert small_reader_of_session.end_test() == []


@pytest.fixture
def whole_reader(whole_reader_of_session: Reader) -> Iterator[Reader]:
    """A reader of a report with all the prose, for what the pages hold, with the same silence."""
    yield whole_reader_of_session
    assert whole_reader_of_session.end_test() == []
