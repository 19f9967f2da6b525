"""A finished run with names that try to be markup, and a browser to read its pages with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.hostile import be_hostile
from tests.browser.visiting import CHROMIUM, GIVEN, MILLISECONDS, Reader
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
def hostile_report(browser: Browser, shared: Shared) -> Path:
    """The page of a tiny run whose names try to be markup; `browser` is asked for to skip without it."""
    return shared.folder("hostile report", _make_hostile_report) / "project" / "results" / "report.html"


def _make_hostile_report(place: Path) -> None:
    project = clone_working_tree(place / "project")
    be_hostile(project)
    project.run_snakemake()


@pytest.fixture(scope="session")
def report(browser: Browser, request: pytest.FixtureRequest) -> Path:
    """The page that GROUNDWORK_REPORT names, else the one with the hostile names."""
    if not GIVEN:
        hostile: Path = request.getfixturevalue("hostile_report")
        return hostile
    assert Path(GIVEN).is_file(), f"GROUNDWORK_REPORT: {GIVEN}: no such file; name a report.html"
    return Path(GIVEN).resolve()


@pytest.fixture
def reader(browser: Browser, report: Path) -> Iterator[Reader]:
    """A reader whose pages must have kept quiet: no message, error or dialog, no request but for the page itself."""
    yield from _quiet_reader(browser, report)


@pytest.fixture
def hostile_reader(browser: Browser, hostile_report: Path) -> Iterator[Reader]:
    """The same with the pages whose names try to be markup, whichever report is given."""
    yield from _quiet_reader(browser, hostile_report)


def _quiet_reader(browser: Browser, report: Path) -> Iterator[Reader]:
    reader = Reader(browser, report)
    yield reader
    reader.close()
    assert reader.noises == []
