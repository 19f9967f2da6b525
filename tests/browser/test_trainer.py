"""A session of the trainer: what is due, shown by one card at a time, rated as in Anki, with an end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.trainer import CLOCK, asked, begin, button, finish, part, progress, rate, ratings, start
from tests.browser.visiting import Reader

FOCUS = "document.activeElement.dataset.part"


def count(page: Page) -> int:
    """Return how many cards are to go."""
    return int(part(page, "count").inner_text().split()[0])


def test_a_card_shows_its_answer_on_demand_and_then_how_soon_it_comes_back(reader: Reader) -> None:
    page = begin(reader)
    expect(part(page, "back")).to_be_hidden()
    assert page.evaluate(FOCUS) == "front"

    button(page, "Show the answer").click()

    expect(part(page, "back")).to_be_visible()
    assert page.evaluate(FOCUS) == "back"
    labels = part(page, "buttons").locator("button").all_inner_texts()
    assert [" ".join(label.split()) for label in labels] == [
        "Again 1 min 1",
        "Hard 6 min 2",
        "Good 10 min 3",
        "Easy 8 d 4",
    ]
    expect(part(page, "back").locator("summary", has_text="Evidence")).to_be_visible()
    expect(part(page, "back").locator(".evidence, .sketch").first).to_be_hidden()


def test_space_shows_the_answer_then_means_good_and_never_folds_it(reader: Reader) -> None:
    page = begin(reader)
    first = asked(page)
    page.keyboard.press("Space")
    part(page, "back").locator("summary", has_text="Evidence").click()  # a click takes no key away

    page.keyboard.press("Space")

    assert asked(page) != first
    expect(part(page, "back")).to_be_hidden()
    assert list(ratings(page).values()) == [[3]]


def test_the_four_keys_are_those_of_anki(reader: Reader) -> None:
    page = begin(reader)
    for rating in (1, 2, 3, 4):
        rate(page, rating)

    assert sorted(rating for each in ratings(page).values() for rating in each) == [1, 2, 3, 4]


def test_what_was_not_remembered_comes_back_and_the_session_ends_with_a_summary(reader: Reader) -> None:
    page = begin(reader)
    total = count(page)
    missed = rate(page, 1)
    assert count(page) == total
    for _ in range(total - 1):
        assert rate(page, 4) != missed
    assert count(page) == 1

    assert rate(page, 4) == missed

    expect(part(page, "front")).to_have_text("Done")
    expect(part(page, "back")).to_contain_text(f"{total - 1} of {total} cards remembered at once.")
    expect(part(page, "back")).to_contain_text("Weak topics")
    expect(button(page, "Train")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#training")).to_be_hidden()
    expect(page.locator('#trainer [data-mode="review"]')).to_contain_text("Done for today.")


def test_a_rating_can_be_taken_back_and_given_anew(reader: Reader) -> None:
    page = begin(reader)
    expect(button(page, "Undo")).to_have_count(0)
    total = count(page)
    first = rate(page, 1)

    page.keyboard.press("u")

    assert asked(page) == first
    expect(part(page, "back")).to_be_visible()
    page.keyboard.press("4")
    assert count(page) == total - 1
    assert list(ratings(page).values()) == [[0, 4]]
    page.keyboard.press("Control+z")
    assert asked(page) == first


def test_a_flag_and_a_note_stay_with_their_card(reader: Reader) -> None:
    page = begin(reader)
    first = asked(page)
    page.keyboard.press("f")
    expect(button(page, "Flag")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    page.keyboard.press("n")
    page.keyboard.type("1 think of a spring")
    page.keyboard.press("Escape")
    expect(page.locator("#training")).to_be_visible()
    page.keyboard.press("3")
    expect(button(page, "Flag")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")

    (card,) = (card for card in progress(page)["cards"].values() if card["flag"][0])
    assert card["note"][0] == "1 think of a spring"
    assert [rating for _, rating, _ in card["reviews"]] == [3]
    page.locator("#trainer-topic").select_option("flagged")
    start(page)
    assert asked(page) == first
    expect(page.locator("#training textarea")).to_be_hidden()
    page.keyboard.press("Space")
    expect(page.locator("#training textarea")).to_have_value("1 think of a spring")


def test_a_reload_goes_on_with_the_card_and_the_address_has_all_that_was_chosen(reader: Reader) -> None:
    page = reader.open("#trainer")
    page.locator("#trainer-topic").select_option("learning-rate")
    start(page)
    rate(page, 4)
    before = asked(page), count(page)
    assert re.search(r"#trainer\?mode=review&topic=learning-rate&session=\w+$", page.url)

    page.reload()

    assert (asked(page), count(page)) == before
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"#trainer\?topic=learning-rate$"))
    expect(page.locator("#trainer-topic")).to_have_value("learning-rate")
    door = page.locator('#trainer [data-mode="review"]')
    expect(door).to_contain_text(f"Begun: {before[1]} to go")
    door.get_by_role("button", name="Continue").click()
    assert (asked(page), count(page)) == before


def test_back_leaves_the_session_and_forward_goes_on_with_it(reader: Reader) -> None:
    page = begin(reader)
    rate(page, 4)
    before = asked(page)
    page.go_back()
    expect(page.locator("#training")).to_be_hidden()

    page.go_forward()

    expect(page.locator("#training")).to_be_visible()
    assert asked(page) == before


def test_a_link_of_a_card_leads_into_the_page_and_back(reader: Reader) -> None:
    page = begin(reader)
    before = asked(page)
    page.keyboard.press("Space")
    part(page, "back").locator("summary", has_text="Evidence").click()
    link = part(page, "back").locator("a.fact, a.verdict").first
    target = page.locator(f'[id="{str(link.get_attribute("href"))[1:]}"]')

    link.click()

    expect(page.locator("#training")).to_be_hidden()
    expect(target).to_be_in_viewport()

    page.go_back()

    expect(page.locator("#training")).to_be_visible()
    assert asked(page) == before


def test_the_date_of_the_interview_makes_a_plan(reader: Reader) -> None:
    page = reader.open("#trainer", script=CLOCK)
    outlook = page.locator("#trainer .outlook")
    expect(outlook).to_contain_text("Enter the date of your interview")
    in_a_week = page.evaluate("new Date(Date.now() + 7 * 864e5).toLocaleDateString('sv')")
    page.get_by_label("Interview on").fill(in_a_week)
    page.get_by_label("minutes a day").fill("5")
    page.get_by_label("minutes a day").blur()

    expect(outlook).to_contain_text("Your interview is in 7 days")
    expect(outlook).to_contain_text("At 5 minutes a day you will have seen")
    page.reload()
    expect(page.get_by_label("minutes a day")).to_have_value("5")
    expect(outlook).to_contain_text("in 7 days")


def test_cards_come_back_on_the_day_they_are_due(reader: Reader) -> None:
    page = reader.open("#trainer", script=CLOCK)
    page.locator("#trainer-topic").select_option("learning-rate")
    start(page)
    total = count(page)
    finish(page, rating=4)
    page.keyboard.press("Escape")
    expect(page.locator('#trainer [data-mode="review"]')).to_contain_text("in 8 days")

    page.evaluate("pass(8 * 86400)")
    page.locator("#trainer-level").select_option("")
    page.locator("#trainer-topic").select_option("learning-rate")

    expect(page.locator('#trainer [data-mode="review"]')).to_contain_text(f"{total} due")


def test_keys_can_be_switched_off_for_good(reader: Reader) -> None:
    page = reader.open("#trainer")
    page.get_by_text("Keys, and your progress").click()
    page.locator("#trainer-keys").uncheck()
    page.reload()
    start(page)
    expect(page.locator("#training kbd").first).to_be_hidden()

    page.keyboard.press("Space")

    expect(part(page, "back")).to_be_hidden()
    button(page, "Show the answer").press("Enter")
    expect(part(page, "back")).to_be_visible()
    page.keyboard.press("3")
    expect(part(page, "back")).to_be_visible()


def test_where_no_card_fits_nothing_can_be_started(reader: Reader) -> None:
    page = reader.open("#trainer?topic=flagged")

    expect(page.locator('#trainer [data-mode="review"] button')).to_be_disabled()
    expect(page.locator('#trainer [data-mode="review"]')).to_contain_text("No card of this topic and level")


@pytest.mark.parametrize("address", ["#trainer?mode=review&topic=flagged", "#trainer?mode=curves"])
def test_an_address_that_fits_no_card_says_so(reader: Reader, address: str) -> None:
    page = reader.open(address)

    expect(part(page, "front")).to_have_text("Nothing to train")
    page.keyboard.press("Enter")
    expect(page.locator("#training")).to_be_hidden()


def test_an_address_with_an_unknown_topic_means_all(reader: Reader) -> None:
    page = reader.open("#trainer?topic=alchemy&level=9")

    expect(page.locator("#trainer-topic")).to_have_value("")
    expect(page.locator("#trainer-level")).to_have_value("")
    expect(page.locator('#trainer [data-mode="review"] button')).to_be_enabled()
