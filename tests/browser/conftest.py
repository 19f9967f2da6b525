"""A finished run with names that try to be markup, and a browser to read its pages with."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.hostile import TITLE, be_hostile
from tests.browser.visiting import CHROMIUM, GIVEN, MILLISECONDS, Reader, miss
from tests.sharing import Shared
from tests.workflow.project import clone_working_tree


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
def report(browser: Browser, shared: Shared) -> Path:
    """The page that GROUNDWORK_REPORT names, else the one of a tiny run; `browser` is asked for to skip without it."""
    if GIVEN:
        assert Path(GIVEN).is_file(), f"GROUNDWORK_REPORT: {GIVEN}: no such file; name a report.html"
        return Path(GIVEN).resolve()
    return shared.folder("browser", _make_report) / "project" / "results" / "report.html"


def _make_report(place: Path) -> None:
    project = clone_working_tree(place / "project")
    be_hostile(project)
    project.run_snakemake()


@pytest.fixture
def reader(browser: Browser, report: Path) -> Iterator[Reader]:
    """A reader whose pages must have kept quiet: no message, error or dialog, no request but for the page itself."""
    reader = Reader(browser, report)
    yield reader
    reader.close()
    assert reader.noises == []


@pytest.fixture
def hostile(report: Path) -> None:
    """Lets only a report with the hostile names through."""
    if TITLE not in unescape(report.read_text(encoding="utf-8")):
        miss("a page without hostile names")
