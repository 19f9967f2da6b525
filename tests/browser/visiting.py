"""A reader's browser, which takes down everything that a quiet page does not do."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route, ViewportSize

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
GIVEN = os.environ.get("GROUNDWORK_REPORT")
OTHER_PAGES = ("timings.html", "changes.html", "cheat-sheet.html")
PHONE = ViewportSize(width=360, height=740)
MILLISECONDS = 30_000.0
OPEN_EVERYTHING = "() => { for (const each of document.querySelectorAll('details')) each.open = true; }"


@dataclass(frozen=True)
class Reader:
    """Opens the pages of one run, each in a browser that remembers nothing, and keeps what they did besides."""

    browser: Browser
    report: Path
    noises: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, anchor: str = "", page: str | None = None, script: str = "", **options: Any) -> Page:
        """Return a page once loaded; `script` runs before its own, `options` are those of Playwright's context."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(MILLISECONDS)
        self.contexts.append(context)
        if script:
            context.add_init_script(script)
        return self.open_again(context, anchor, page)

    def open_again(self, context: BrowserContext, anchor: str = "", page: str | None = None) -> Page:
        """Return a page in a browser that may remember an earlier one."""
        path = self.path_of(page)
        context.route("**/*", lambda route: self._serve(route, path.as_uri()))
        opened = context.new_page()
        opened.on("console", lambda message: self.noises.append(f"console {message.type}: {message.text}"))
        opened.on("pageerror", lambda error: self.noises.append(f"error: {error}"))
        opened.on("dialog", lambda dialog: self._dismiss(dialog))
        opened.goto(path.as_uri() + anchor)
        return opened

    def path_of(self, page: str | None) -> Path:
        """Return where a page lies; a given report may have lost its other pages."""
        path = self.report if page is None else self.report.with_name(page)
        if not path.is_file():
            miss(f"{path.name} is not there")
        return path

    def close(self) -> None:
        """Close all that was opened."""
        for context in self.contexts:
            context.close()

    def _dismiss(self, dialog: Dialog) -> None:
        self.noises.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _serve(self, route: Route, address: str) -> None:
        asked = route.request.url.partition("#")[0]
        if asked == address or asked.startswith("data:"):
            route.continue_()
        else:
            self.noises.append(f"request: {asked}")
            route.abort()


def miss(what: str) -> NoReturn:
    """Skip the test where the report is one that was given, which may lack something; else fail."""
    if GIVEN:
        pytest.skip(f"{GIVEN}: {what}")
    pytest.fail(what)


def first_link(page: Page, kind: str = "a.fact:not(.missing)") -> Locator:
    """Return the first measured number of the questions, or another link, unfolded and in the middle of the screen."""
    link = page.locator(f"#questions .question {kind}").first
    link.evaluate("each => { each.closest('details').open = true; each.scrollIntoView({ block: 'center' }); }")
    return link


def follow_link(page: Page, anchor: str) -> None:
    """Go to an anchor as a link of the page does."""
    page.evaluate("anchor => { location.hash = anchor; }", anchor)
