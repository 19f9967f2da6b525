"""A card to write from memory keeps its code back until it is asked for."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Reader


def first_card(page: Page) -> Locator:
    """Return the first card, unfolded."""
    card = page.locator("#from-memory .card").first
    card.locator("> summary").click()
    return card


def test_the_code_of_a_card_is_shown_on_demand(reader: Reader) -> None:
    page = reader.open("#from-memory")
    card = first_card(page)
    expect(card.locator("pre.code")).to_be_hidden()

    card.get_by_text("Show the code").click()

    expect(card.locator("pre.code")).to_be_visible()
    assert card.locator("pre.code span[class]").count() > 5  # highlighted


def test_long_lines_of_code_scroll_by_keyboard(reader: Reader) -> None:
    page = reader.open("#from-memory", viewport={"width": 360, "height": 740})
    card = first_card(page)
    card.get_by_text("Show the code").click()
    code = card.locator("pre.code")
    code.focus()

    expect(code).to_be_focused()
    assert code.evaluate("each => each.scrollWidth <= each.clientWidth || getComputedStyle(each).overflowX === 'auto'")
