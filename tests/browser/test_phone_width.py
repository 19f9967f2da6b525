"""On a phone or tablet nothing makes the page wider than the screen; what is wide scrolls on its own."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.trainer import CARDS
from tests.browser.visiting import OPEN_EVERYTHING, OTHER_PAGES, PHONE, Reader, first_link

SCREENS = [PHONE, ViewportSize(width=768, height=1024), ViewportSize(width=820, height=1180)]
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (each) => each && (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement));
    return [...document.body.querySelectorAll("*")]
        .filter(each => each.getBoundingClientRect().right > width + 0.5 && !scrolls(each.parentElement))
        .slice(0, 8).map(each => `${each.tagName} ${each.className} ${each.textContent.slice(0, 40)}`)
        .concat(`the page is ${document.documentElement.scrollWidth} wide`);
}"""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_a_page_with_everything_open_scrolls_one_way_only(
    whole_reader: Reader, name: str | None, screen: ViewportSize
) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, screen=screen)

    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("mode", ["review", "predict"])
def test_so_does_a_session(reader: Reader, mode: str) -> None:
    page = reader.open(f"#trainer?mode={mode}", script=CARDS, viewport=PHONE, has_touch=True)
    if mode == "review":
        page.get_by_role("button", name="Show the answer").tap()
        expect(page.locator("#training .buttons button")).to_have_count(4)

    assert page.evaluate(TOO_WIDE) == []
    assert (
        page.evaluate("""() => [...document.querySelectorAll("#training, #training .body")]
        .filter(each => each.scrollWidth > each.clientWidth).length""")
        == 0
    )
    for button in page.locator("#training button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] + box["height"] <= PHONE["height"]
        assert box["height"] >= 24


def test_a_fact_card_fits_too(reader: Reader) -> None:
    page = reader.open(viewport=PHONE, has_touch=True)
    first_link(page).tap()

    box = page.locator("#source-card").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate(TOO_WIDE) == []
