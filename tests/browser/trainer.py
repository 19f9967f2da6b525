"""What a reader does in the trainer."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Reader

PROGRESS = "groundwork.trainer"
# The page's clocks stand still, but for the seconds that a test lets pass: pass(seconds).
CLOCK = """(() => {
    let shift = 0;
    for (const clock of [Date, performance]) {
        const begun = clock.now();
        clock.now = () => begun + shift;
    }
    globalThis.pass = seconds => { shift += 1000 * seconds; };
})();"""


def start(page: Page, mode: str = "review") -> Page:
    """Press the button that starts or continues a way to train."""
    page.locator(f'#trainer [data-mode="{mode}"] button').click()
    expect(page.locator("#training")).to_be_visible()
    return page


def begin(reader: Reader, mode: str = "review", **options: Any) -> Page:
    """Open the report and start a way to train."""
    return start(reader.open("#trainer", **options), mode)


def part(page: Page, name: str) -> Locator:
    """Return a part of the panel by its name."""
    return page.locator(f'#training [data-part="{name}"]')


def button(page: Page, name: str) -> Locator:
    """Return a button of the panel by the beginning of its name."""
    return page.locator("#training button:visible").filter(has_text=name).first


def asked(page: Page) -> str:
    """Return the question that is shown."""
    return part(page, "front").locator("h3").inner_text()


def rate(page: Page, rating: int) -> str:
    """Show the answer, rate it by key, and return the question that was rated."""
    question = asked(page)
    page.keyboard.press("Space")
    expect(part(page, "back")).to_be_visible()
    page.keyboard.press(str(rating))
    return question


def progress(page: Page) -> Any:
    """Return what the browser keeps."""
    return json.loads(page.evaluate(f"localStorage.getItem({PROGRESS!r})"))


def ratings(page: Page) -> dict[str, list[int]]:
    """Return the ratings that the browser keeps, by card."""
    return {key: [rating for _, rating, _ in card["reviews"]] for key, card in progress(page)["cards"].items()}


def finish(page: Page, rating: int = 4) -> None:
    """Rate all cards of a session alike, until its summary is shown."""
    while button(page, "Close").count() == 0:
        rate(page, rating)
