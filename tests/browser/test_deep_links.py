"""An address with the name of a thing opens whatever folds it and shows it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import PROVENANCE, Reader, first_link, follow_link, miss

TOP = "each => each.getBoundingClientRect().top"
PLACES = {
    "a claim": "#score-board .claim",
    "a question": "#questions .question",
    "a figure": "#studies figure",
    "a fact": "#provenance table.facts tbody tr",
    "a study": "#studies .study",
    "a term": "#glossary [id]",
}
PLACES_OF_PROVENANCE = {
    "a record": "#records [id^='record-']",
    "a table": "#results h4",
}


def last(page: Page, kind: str) -> Locator:
    """Return the last thing of a kind, by its name: that of a locator alone would change with the page."""
    found = page.locator((PLACES | PLACES_OF_PROVENANCE)[kind]).last
    return page.locator(f'[id="{found.get_attribute("id")}"]')


@pytest.mark.parametrize("kind", PLACES)
def test_an_address_shows_what_it_names(reader: Reader, kind: str) -> None:
    page = reader.open()
    if page.locator(PLACES[kind]).count() == 0:
        miss(f"the page names no place of {kind}")
    anchor = last(page, kind).get_attribute("id")

    opened = reader.open(f"#{anchor}")

    expect(opened.locator(f'[id="{anchor}"]')).to_be_in_viewport()


@pytest.mark.parametrize("kind", PLACES_OF_PROVENANCE)
def test_an_address_of_the_page_of_provenance_shows_what_it_names(reader: Reader, kind: str) -> None:
    anchor = last(reader.open(page=PROVENANCE), kind).get_attribute("id")

    opened = reader.open(f"#{anchor}", PROVENANCE)

    expect(opened.locator(f'[id="{anchor}"]')).to_be_in_viewport()


@pytest.mark.parametrize("kind", ["a claim", "a question", "a figure", "a fact"])
def test_so_does_a_link_followed_within_the_page(reader: Reader, kind: str) -> None:
    page = reader.open()
    target = last(page, kind)
    follow_link(page, str(target.get_attribute("id")))

    expect(target).to_be_in_viewport()


def test_a_claim_is_shown_although_a_choice_had_hidden_it(reader: Reader) -> None:
    page = reader.open("#score-board?verdict=supported")
    hidden = page.locator('.claim[data-verdict="not evaluated"]').first
    anchor = str(hidden.get_attribute("id"))
    expect(hidden).to_be_hidden()

    follow_link(page, anchor)

    expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()


def test_a_question_is_shown_although_a_search_had_hidden_it(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator("#question-search").fill("zyzzyva")
    question = last(page, "a question")
    expect(question).to_be_hidden()

    follow_link(page, str(question.get_attribute("id")))

    expect(question).to_be_in_viewport()


@pytest.mark.parametrize("address", ["", "#questions", "#score-board?verdict=not+evaluated"])
def test_back_leads_to_where_the_reader_was_and_not_to_what_the_address_names(reader: Reader, address: str) -> None:
    """The claim that the link leads to unfolds its group, above the link, which moves it down the page."""
    page = reader.open(address)
    link = first_link(page, "a.verdict")
    top = link.evaluate(TOP)
    claim = page.locator(str(link.get_attribute("href")))
    link.click()
    expect(claim).to_be_in_viewport()

    page.go_back()

    expect(link).to_be_in_viewport()
    page.wait_for_timeout(200)  # nothing takes the reader away again
    assert abs(link.evaluate(TOP) - top) < 2


def test_forward_leads_to_the_place_again(reader: Reader) -> None:
    page = reader.open("#questions")
    target = last(page, "a claim")
    follow_link(page, str(target.get_attribute("id")))
    expect(target).to_be_in_viewport()
    page.go_back()
    expect(target).not_to_be_in_viewport()

    page.go_forward()

    expect(target).to_be_in_viewport()


def test_what_is_named_lies_below_the_bar_on_top(reader: Reader) -> None:
    page = reader.open()
    anchor = last(page, "a question").get_attribute("id")
    opened = reader.open(f"#{anchor}")

    top = opened.locator(f'[id="{anchor}"]').bounding_box()
    bar = opened.locator("header.top").bounding_box()
    assert top is not None
    assert bar is not None
    assert top["y"] >= bar["y"] + bar["height"] - 1


def test_the_first_tab_skips_to_the_content(reader: Reader) -> None:
    page = reader.open()
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()


@pytest.mark.parametrize("anchor", ["score-board%E2", "trainer%E2"])
def test_an_address_that_is_cut_off_names_nothing(reader: Reader, anchor: str) -> None:
    """That it stops no script is asserted with every page that is closed."""
    page = reader.open(f"#{anchor}")
    follow_link(page, f"{anchor}%82")

    assert page.evaluate("namedPlace()") == ""
    page.locator('#trainer [data-mode="review"] button').click()
    expect(page.locator("#training")).to_be_visible()


def test_an_address_whose_signs_were_turned_into_codes_names_the_same(reader: Reader) -> None:
    """Some programs that pass an address on write `-` and `~` as codes."""
    page = reader.open("#score%2Dboard?verdict=supported")

    expect(page.get_by_role("radio", name="supported", exact=True)).to_be_checked()
    expect(page.locator("#claims-shown")).to_be_in_viewport()
