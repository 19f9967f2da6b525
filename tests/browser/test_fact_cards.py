"""A number of the prose tells where it comes from: by pointer, by keyboard, by touch."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import UNFOLD, Reader, first_link

ELSEWHERE = {"x": 2, "y": 2}
CLOSE_AND_FOCUS_THE_LAST = """() => {
    document.querySelector("#source-card").hidePopover();
    [...document.querySelectorAll("a.fact, a.verdict")].filter((each) => each.checkVisibility()).at(-1).focus();
}"""
WEIGHTS = "all => all.map((each) => getComputedStyle(each).fontWeight)"


def source_of(page: Page, link: Locator) -> Locator:
    """Return the row or claim that a number or verdict links to."""
    return page.locator(f'[id="{str(link.get_attribute("href")).removeprefix("#")}"]')


def test_a_pointer_over_a_number_shows_its_row(reader: Reader) -> None:
    page = reader.open()
    link = first_link(page)
    row = source_of(page, link)
    name, value, *_ = row.locator("th, td").all_text_contents()
    link.hover()

    card = page.locator("#source-card")
    expect(card).to_be_visible()
    expect(card.locator(".meaning")).to_have_text(str(row.locator("th").get_attribute("title")))
    expect(card.locator(".name")).to_have_text(name)
    expect(card.locator(".value")).to_have_text(value)
    for said in ("seeds", "records"):
        expect(card.get_by_text(said, exact=True)).to_be_visible()
    expect(card.locator("code.command")).to_contain_text("snakemake")


def test_the_card_stays_under_the_pointer_and_goes_when_it_leaves(reader: Reader) -> None:
    page = reader.open()
    first_link(page).hover()
    card = page.locator("#source-card")
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(500)
    expect(card).to_be_visible()

    page.mouse.move(ELSEWHERE["x"], ELSEWHERE["y"])

    expect(card).to_be_hidden()


def test_the_keyboard_opens_it_enters_it_and_escape_closes_it(reader: Reader) -> None:
    page = reader.open()
    link = first_link(page)
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    card = page.locator("#source-card")
    expect(link).to_be_focused()
    expect(card).to_be_visible()
    expect(link).to_have_attribute("aria-describedby", "source-card")

    page.keyboard.press("Tab")
    assert card.evaluate("each => each.contains(document.activeElement)")
    page.keyboard.press("Escape")

    expect(card).to_be_hidden()
    expect(link).to_be_focused()


def test_a_tap_opens_it_in_place_and_a_tap_elsewhere_closes_it(reader: Reader) -> None:
    page = reader.open(has_touch=True)
    link = first_link(page)
    link.tap()

    expect(page.locator("#source-card")).to_be_visible()
    assert page.evaluate("location.hash") == ""
    page.locator("#theme").dispatch_event("pointerdown")
    page.touchscreen.tap(ELSEWHERE["x"], 300)
    expect(page.locator("#source-card")).to_be_hidden()


def test_a_click_leads_to_the_row(reader: Reader) -> None:
    page = reader.open()
    link = first_link(page)
    row = source_of(page, link)
    link.click()

    expect(row).to_be_in_viewport()
    expect(page.locator("#source-card")).to_be_hidden()


def test_a_verdict_shows_its_claim(reader: Reader) -> None:
    page = reader.open()
    link = first_link(page, "a.verdict")
    sentence = str(source_of(page, link).locator(".sentence").text_content()).strip().removesuffix("#").strip()
    link.hover()

    expect(page.locator("#source-card .sentence")).to_have_text(sentence)


def test_the_command_can_be_copied(reader: Reader) -> None:
    page = reader.open(permissions=["clipboard-read", "clipboard-write"])
    first_link(page).hover()
    card = page.locator("#source-card")
    command = card.locator("code.command").inner_text()
    card.get_by_role("button", name="Copy the command").click()

    expect(card.locator(".said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == command


def test_after_a_card_that_a_pointer_opened_the_keyboard_opens_the_next(reader: Reader) -> None:
    """Nothing had the focus before the card, so that closing it gives the focus back to nothing."""
    page = reader.open()
    link = first_link(page)
    link.hover()
    card = page.locator("#source-card")
    card.get_by_role("button", name="Copy").click()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(ELSEWHERE["x"], ELSEWHERE["y"])

    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.matches('a.fact, a.verdict')"):
        page.keyboard.press("Tab")

    expect(card).to_be_visible()


def test_the_next_card_need_not_wait_until_the_browser_has_told_of_the_last(reader: Reader) -> None:
    """The browser tells that a card is closed only later, when the reader may already be at the next number."""
    page = reader.open()
    first_link(page).hover()
    card = page.locator("#source-card")
    card.get_by_role("button", name="Copy").click()
    page.keyboard.press("ArrowRight")  # a reader who uses the keys, to whom the browser shows the focus
    page.evaluate(CLOSE_AND_FOCUS_THE_LAST)

    expect(card).to_be_visible()
    assert card.evaluate("each => each.previousElementSibling === document.activeElement")


@pytest.mark.parametrize("holder", [".takeaways", ".revise", ".surprises"])
def test_the_card_looks_the_same_wherever_its_number_stands(reader: Reader, holder: str) -> None:
    page = reader.open()
    link = page.locator(f"{holder} a:is(.fact, .verdict)").first
    if not link.count():
        pytest.skip(f"nothing in this run's {holder} was measured")
    link.evaluate(UNFOLD)
    link.hover()

    card = page.locator("#source-card")
    expect(card).to_be_visible()
    expect(card).to_have_css("display", "block")
    expect(card).to_have_css("white-space", "normal")
    assert all(weight == "400" for weight in card.locator("dt").evaluate_all(WEIGHTS))
