"""A reader's browser, which takes down everything that a quiet page does not do."""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route, ViewportSize

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
GIVEN = os.environ.get("GROUNDWORK_REPORT")
PROVENANCE = "provenance.html"
OTHER_PAGES = (PROVENANCE, "timings.html", "changes.html", "cheat-sheet.html")
SCREEN = ViewportSize(width=1280, height=720)
PHONE = ViewportSize(width=360, height=740)
Theme = Literal["light", "dark"]
MILLISECONDS = 30_000.0
BLANK = "about:blank"
OPEN_EVERYTHING = "() => { for (const each of document.querySelectorAll('details')) each.open = true; }"
UNFOLD = """each => {
    for (let place = each; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
    each.scrollIntoView({ block: "center" });
}"""
FORGET_EVERYTHING = "() => { localStorage.clear(); sessionStorage.clear(); }"


@dataclass(frozen=True)
class Reader:
    """Opens the pages of one run, and keeps what they did besides.

    To start a browser's page takes longer than to load a report into it, so the pages are kept for the next test.
    """

    browser: Browser
    report: Path
    noises: list[str] = field(default_factory=list)
    kept: dict[str, Page] = field(default_factory=dict)
    own: list[BrowserContext] = field(default_factory=list)
    loaded: set[str] = field(default_factory=set)  # the addresses that the test has asked for

    def open(self, anchor: str = "", page: str | None = None, script: str = "", **options: Any) -> Page:
        """Return a page loaded into a browser that remembers nothing; `options` are those of Playwright's context.

        `script` runs before the page's own. A page that was opened with the same options before is the same object.
        """
        if script or "java_script_enabled" in options:
            context = self._new_context(**options)
            self.own.append(context)
            context.add_init_script(script)
            return self._load(self._new_page(context), self.path_of(page), anchor)
        key = json.dumps(options, sort_keys=True)
        if key not in self.kept:
            self.kept[key] = self._new_page(self._new_context(**options))
        opened = self.kept[key]
        if opened.url != BLANK:
            opened.evaluate(FORGET_EVERYTHING)
        opened.emulate_media(media="null", color_scheme=options.get("color_scheme", "light"))
        opened.mouse.move(0, 0)
        opened.goto(BLANK)  # else another anchor would not load the page anew
        return self._load(opened, self.path_of(page), anchor)

    def open_again(self, context: BrowserContext, page: str | None = None) -> Page:
        """Return a further page of a browser, which may remember an earlier one."""
        return self._load(self._new_page(context), self.path_of(page), "")

    def look_at(
        self, page: str | None = None, *scripts: str, screen: ViewportSize = SCREEN, theme: Theme = "light"
    ) -> Page:
        """Return a page after some scripts; it is loaded once for all tests, which leave it as it is."""
        path = self.path_of(page)
        key = json.dumps([path.name, scripts])
        if key not in self.kept:
            self.kept[key] = self._load(self._new_page(self._new_context()), path, "")
            for script in scripts:
                self.kept[key].evaluate(script)
        opened = self.kept[key]
        opened.set_viewport_size(screen)
        opened.emulate_media(color_scheme=theme)
        return opened

    def path_of(self, page: str | None) -> Path:
        """Return where a page lies; a given report may have lost its other pages."""
        path = self.report if page is None else self.report.with_name(page)
        if not path.is_file():
            miss(f"{path.name} is not there")
        return path

    def end_test(self) -> list[str]:
        """Close what is not kept, and return what the pages did besides since the last test."""
        noises = self.noises.copy()
        self.noises.clear()
        self.loaded.clear()
        for kept in self.kept.values():
            for further in kept.context.pages[1:]:
                further.close()
        while self.own:
            self.own.pop().close()
        return noises

    def _new_context(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(**{"viewport": SCREEN, **options})
        context.set_default_timeout(MILLISECONDS)
        context.route("**/*", lambda route: self._serve(route))
        return context

    def _new_page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("console", lambda message: self.noises.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.noises.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self._dismiss(dialog))
        return page

    def _load(self, page: Page, path: Path, anchor: str) -> Page:
        self.loaded.add(path.as_uri())
        page.goto(path.as_uri() + anchor)
        return page

    def _dismiss(self, dialog: Dialog) -> None:
        self.noises.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _serve(self, route: Route) -> None:
        asked = route.request.url.partition("#")[0]
        if asked in self.loaded or asked.startswith("data:"):
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
    link.evaluate(UNFOLD)
    return link


def follow_link(page: Page, anchor: str) -> None:
    """Go to an anchor as a link of the page does."""
    page.evaluate("anchor => { location.hash = anchor; }", anchor)
