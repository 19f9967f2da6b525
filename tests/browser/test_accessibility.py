"""Nothing that axe-core objects to, by WCAG 2.2 (A and AA) or as bad practice, in both themes, with everything open.

Contrast takes axe longest: it is tried on two texts of each look, for the others have the same colors.
"""

from typing import get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.trainer import CARDS, button
from tests.browser.visiting import OPEN_EVERYTHING, OTHER_PAGES, Reader, Theme

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EACH_LOOK = [["[data-look]"]]
# A drawing is one image with a name, and formulas and the rows of a long table are all made alike.
SHORTEN = """() => {
    for (const each of document.querySelectorAll("svg[role=img], math")) each.replaceChildren();
    for (const each of document.querySelectorAll("tbody tr:nth-child(n + 6)")) each.remove();
}"""
MARK_LOOKS = """() => {
    const seen = new Map();
    const hasText = (each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const ground = (each) => {
        const color = getComputedStyle(each).backgroundColor;
        return each.parentElement && color === "rgba(0, 0, 0, 0)" ? ground(each.parentElement) : color;
    };
    for (const each of document.body.querySelectorAll("*")) {
        if (each.closest("svg, math, script") || !hasText(each)) continue;
        const style = getComputedStyle(each);
        const look = [style.color, ground(each), style.fontSize, style.fontWeight, style.opacity, each.tagName].join();
        seen.set(look, (seen.get(look) ?? 0) + 1);
        each.toggleAttribute("data-look", seen.get(look) <= 2);
    }
}"""


def violations(page: Page, options: dict[str, object], include: list[list[str]] | None = None) -> list[str]:
    """Return what axe-core objects to, one line for each element."""
    context = {"include": include} if include else None
    found = Axe().run(page, context=context, options={**options, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_the_structure_is_accessible(whole_reader: Reader, name: str | None) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, SHORTEN)

    assert violations(page, {"runOnly": LEVELS, "rules": {"color-contrast": {"enabled": False}}}) == []


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_every_text_stands_out_from_its_ground(whole_reader: Reader, name: str | None, theme: Theme) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, SHORTEN, theme=theme)
    page.evaluate(MARK_LOOKS)

    assert violations(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}, EACH_LOOK) == []


# What is pressed before each look at a session: a question with a note and its answer, a prediction and its outcome.
LOOKS = {"review": ([], ["n", "Escape", "Space"]), "predict": ([], ["1"], ["2"])}


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("mode", LOOKS)
def test_so_does_a_session(reader: Reader, theme: Theme, mode: str) -> None:
    page = reader.open(f"#trainer?mode={mode}", script=CARDS, color_scheme=theme)
    page.evaluate("document.querySelectorAll('main > section:not(#trainer)').forEach(each => each.remove())")
    for keys in LOOKS[mode]:
        for key in keys:
            page.keyboard.press(key)
        assert violations(page, {"runOnly": LEVELS}, [["#trainer"]]) == []


@pytest.mark.parametrize("theme", get_args(Theme))
def test_so_does_the_end_of_a_session(reader: Reader, theme: Theme) -> None:
    page = reader.open("#trainer?mode=mock", color_scheme=theme)
    while button(page, "Close").count() == 0:
        page.keyboard.press("1" if button(page, "Missed").count() else "Space")

    assert violations(page, {"runOnly": LEVELS}, [["#training"]]) == []
