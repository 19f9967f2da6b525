"""What a reader does in the trainer."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Reader

PROGRESS = "groundwork.trainer"
# The page's clocks stand still, but for the seconds that a test lets pass: pass(seconds). It is noon, as the
# trainer's days end at four in the morning and those of the calendar at midnight.
CLOCK = """(() => {
    let shift = 0;
    const begun = { date: new Date().setHours(12, 0, 0, 0), performance: performance.now() };
    Date.now = () => begun.date + shift;
    performance.now = () => begun.performance + shift;
    globalThis.pass = seconds => { shift += 1000 * seconds; };
})();"""

# Puts a curve to judge and claims to predict on the page before its scripts read it: a small run may have none.
CARDS = """new MutationObserver((_, observer) => {
    const curves = document.getElementById("curves-to-judge");
    const claims = document.getElementById("claims-to-predict");
    if (!curves || !claims) return;
    observer.disconnect();
    const added = document.createElement("template");
    added.innerHTML = `<article data-id="spikes" data-topic="learning-rate" data-level="2">
        <h3>What is wrong with this curve?</h3>
        <div class="front"><svg viewBox="0 0 9 9" role="img" aria-label="A curve to judge"></svg></div>
        <div class="back"><p class="say">The rate is too high.</p></div></article>`;
    curves.content.append(added.content.cloneNode(true));
    added.innerHTML = ["Adam ends higher than SGD.", "A lower rate is steadier."].map((sentence, place) => `
        <article data-id="known_${place}" data-anchor="claim-known" data-topic="learning-rate" data-level="1"
            data-outcome="${4 - place}"><h3>${sentence}</h3>
        <div class="front"><p class="conditions">One shared learning rate</p>
            <p class="compared">Test accuracy: how much lower or higher is optimizer Adam than optimizer SGD?</p></div>
        <div class="back"><p><span class="verdict supported">supported</span> 85.2 % against 84.0 %</p></div>
        <ol class="options"><li>Lower by more than 2 points</li><li>Lower by 0.5 to 2 points</li>
            <li>Within 0.5 points</li><li>Higher by 0.5 to 2 points</li><li>Higher by more than 2 points</li></ol>
        </article>`).join("");
    claims.content.replaceChildren(added.content.cloneNode(true));
}).observe(document, { childList: true, subtree: true });"""


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
