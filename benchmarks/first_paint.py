"""Measures the median first contentful paint of the report in headless Chromium."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.arithmetic import Summary, summary
from groundwork.core.errors import UserError, run_script

PAGE = Path("results/report.html")
ROUNDS = 5
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
WAIT_FOR_PAINT = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName("first-contentful-paint")) resolve(entry.startTime);
    }).observe({ type: "paint", buffered: true });
})"""


def main() -> None:
    """Print the median, minimum and maximum in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", nargs="?", type=Path, default=PAGE, help=f"the page to open ({PAGE})")
    page: Path = parser.parse_args().page
    if not page.is_file():
        raise UserError(f"{page}: no such file; make it with: snakemake, or name another page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium())
        paint = first_paint(browser, page)
        browser.close()
    megabytes = page.stat().st_size / 1e6
    times = f"{paint.median:.0f} ms (median of {ROUNDS}; {paint.lowest:.0f} to {paint.highest:.0f})"
    print(f"{page}, {megabytes:.1f} MB: first contentful paint after {times}")


def first_paint(browser: Browser, page: Path, rounds: int = ROUNDS) -> Summary:
    """Return the milliseconds from navigation start to first contentful paint, as reported by Chromium."""
    return summary([_milliseconds(browser, page) for _ in range(rounds)], digits=0)


def _milliseconds(browser: Browser, page: Path) -> float:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(page.resolve().as_uri())
    milliseconds = float(opened.evaluate(WAIT_FOR_PAINT))
    context.close()
    return milliseconds


def _chromium(commands: Sequence[str] = COMMANDS) -> str:
    """Return the path of an installed Chromium; raises UserError if there is none."""
    found = next(filter(None, map(shutil.which, commands)), None)
    if found is None:
        raise UserError(f"{commands[0]}: no such command; install it (on Debian: apt-get install chromium)")
    return found


if __name__ == "__main__":
    run_script(main)
