"""Measures how fast the report is for a reader with a slow laptop, beside an empty page in the same run."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.arithmetic import Summary, summary
from groundwork.core.errors import UserError, run_script

PAGE = Path("results/report.html")
ROUNDS = 5
SLOWDOWN = 4
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
SCREEN = ViewportSize(width=1440, height=900)
EMPTY = """<!DOCTYPE html><html lang="en"><title>Empty</title><p>Empty</p>
<button onclick="document.querySelector('dialog').showModal()">Open</button><dialog>Empty</dialog>
<select oninput="document.querySelector('p').hidden = this.value === '1'"><option><option value="1"></select>"""
FIRST_PAINT, LOAD = "first paint", "load"
TRAINER, QUESTIONS, CLAIMS = "open the trainer", "filter questions", "filter claims"
LIMITS = {FIRST_PAINT: 1000, LOAD: 3000, QUESTIONS: 300, CLAIMS: 300, TRAINER: 500}  # milliseconds
# What is done, and what shows that it is done; the empty page has one stand-in for both filters.
CHOOSE = """{ const field = document.querySelector('%s'); field.value = '1';
    field.dispatchEvent(new Event('input', { bubbles: true })); }"""
PRESS = "document.querySelector('%s').click();"
OF_REPORT = {
    QUESTIONS: (CHOOSE % "#question-level", "#questions .question[hidden]"),
    CLAIMS: (PRESS % "#claim-choice [name=verdict]:not(:checked)", "#claims-shown.chosen"),
    TRAINER: (PRESS % "#trainer [data-mode=review] button", "#training[open]"),
}
OF_EMPTY = {
    QUESTIONS: (CHOOSE % "select", "p[hidden]"),
    CLAIMS: (CHOOSE % "select", "p[hidden]"),
    TRAINER: (PRESS % "button", "dialog[open]"),
}
LOADED = """() => new Promise((resolve) => {
    const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const look = () => {
        const [{ loadEventEnd }] = performance.getEntriesByType("navigation");
        if (loadEventEnd && painted()) resolve([painted(), loadEventEnd]); else setTimeout(look, 50);
    };
    look();
})"""
# A message that a frame sends arrives once that frame is painted.
DONE = """async () => {
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    }));
    await painted();
    const begun = performance.now();
    %s
    do await painted(); while (!document.querySelector("%s"));
    return performance.now() - begun;
}"""


def main() -> None:
    """Print a table of medians, minima and maxima in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", nargs="?", type=Path, default=PAGE, help=f"the report to open ({PAGE})")
    page: Path = parser.parse_args().page
    if not page.is_file():
        raise UserError(f"{page}: no such file; make it with: snakemake, or name another page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium())
        report, empty = page_speed(browser, page)
        browser.close()
    print(
        f"{page}, {page.stat().st_size / 1e6:.1f} MB, at {SLOWDOWN} times CPU slowdown; milliseconds, {ROUNDS} rounds"
    )
    print(f"{'':18}{'median':>8}{'range':>14}{'limit':>8}{'empty page':>12}")
    for name, limit in LIMITS.items():
        one = report[name]
        span = f"{one.lowest:.0f} to {one.highest:.0f}"
        print(f"{name:18}{one.median:8.0f}{span:>14}{limit:8}{empty[name].median:12.0f}")


def page_speed(browser: Browser, page: Path, rounds: int = ROUNDS) -> tuple[dict[str, Summary], dict[str, Summary]]:
    """Return the milliseconds that each of LIMITS takes on the report and on an empty page, in alternating rounds."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.html"
        empty.write_text(EMPTY, encoding="utf-8")
        times = [(_times(browser, page, OF_REPORT), _times(browser, empty, OF_EMPTY)) for _ in range(rounds)]
    report, other = zip(*times, strict=True)
    return _summaries(report), _summaries(other)


def _summaries(times: Sequence[Mapping[str, float]]) -> dict[str, Summary]:
    return {name: summary([each[name] for each in times], digits=0) for name in LIMITS}


def _times(browser: Browser, page: Path, actions: Mapping[str, tuple[str, str]]) -> dict[str, float]:
    """Return the milliseconds of one visit: loading, then each action in turn."""
    context = browser.new_context(viewport=SCREEN)
    opened = context.new_page()
    context.new_cdp_session(opened).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    opened.goto(page.resolve().as_uri())
    painted, loaded = opened.evaluate(LOADED)
    times = {name: float(opened.evaluate(DONE % action)) for name, action in actions.items()}
    context.close()
    return {FIRST_PAINT: painted, LOAD: loaded, **times}


def _chromium(commands: Sequence[str] = COMMANDS) -> str:
    """Return the path of an installed Chromium; raises UserError if there is none."""
    found = next(filter(None, map(shutil.which, commands)), None)
    if found is None:
        raise UserError(f"{commands[0]}: no such command; install it (on Debian: apt-get install chromium)")
    return found


if __name__ == "__main__":
    run_script(main)
