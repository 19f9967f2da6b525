"""The quiz asks one question at a time, keeps the reader's ratings, and asks for the weakest first."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Reader

ASKED = "#questions .question:visible"
KEY = "groundwork.quiz"


def start(page: Page) -> Page:
    """Press the button that starts the quiz."""
    page.get_by_role("button", name="Quiz").click()
    return page


def asked(page: Page) -> str:
    """Return the id of the one question that is asked."""
    expect(page.locator(ASKED)).to_have_count(1)
    return str(page.locator(ASKED).get_attribute("data-id"))


def answer(page: Page, rating: str) -> str:
    """Show the answer, rate it, and return the id of the question that was rated."""
    question = asked(page)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name=rating).click()
    return question


def progress(page: Page) -> Locator:
    """Return the line that counts the ratings."""
    return page.locator("#questions .progress p").first


def test_it_asks_one_question_and_hides_its_answer(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    asked(page)
    expect(page.get_by_role("heading", name="In plain words")).to_be_hidden()
    expect(page.get_by_role("button", name="Knew it")).to_be_hidden()

    page.get_by_role("button", name="Show the answer").click()

    expect(page.get_by_role("heading", name="In plain words")).to_be_visible()
    expect(page.get_by_role("button", name="Show the answer")).to_be_hidden()
    for rating in ("Knew it", "Partly", "Not yet"):
        expect(page.get_by_role("button", name=rating)).to_be_in_viewport()


def test_the_weakest_come_first_also_after_a_reload(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    total = page.locator("#questions .question").count()
    knew, partly, not_yet = (answer(page, rating) for rating in ("Knew it", "Partly", "Not yet"))
    assert len({knew, partly, not_yet}) == 3
    expect(progress(page)).to_contain_text(f"1 of {total} known")

    page.reload()
    start(page)

    expect(progress(page)).to_contain_text(f"1 of {total} known")
    expect(progress(page)).to_contain_text("1 partly, 1 not yet")
    assert answer(page, "Knew it") == not_yet
    assert answer(page, "Knew it") == partly
    assert asked(page) not in {knew, partly, not_yet}
    expect(progress(page)).to_contain_text(f"3 of {total} known")


def test_the_keyboard_is_enough(reader: Reader) -> None:
    page = reader.open("#questions")
    page.get_by_role("button", name="Quiz").focus()
    page.keyboard.press("Enter")
    first = asked(page)
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="In plain words")).to_be_visible()
    page.keyboard.press("3")
    second = asked(page)
    assert second != first
    page.keyboard.press("p")
    assert asked(page) == first
    page.keyboard.press("n")
    assert asked(page) == second
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="In plain words")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("#questions")).to_have_attribute("data-mode", "study")
    ratings = json.loads(page.evaluate(f"localStorage.getItem({KEY!r})"))["ratings"]
    assert ratings[first][0] == "not yet"
    assert second not in ratings


def test_keys_that_are_typed_into_a_field_are_left_to_it(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    before = asked(page)
    page.locator("#question-tag").focus()
    page.keyboard.press("n")

    assert asked(page) == before or page.locator("#question-tag").input_value() != ""


def test_a_tag_narrows_the_quiz(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    page.locator("#question-tag").select_option("learning rate")
    number = page.locator('#questions .question[data-tags*="learning rate"]').count()

    asked(page)
    assert "learning rate" in str(page.locator(ASKED).get_attribute("data-tags"))
    expect(progress(page)).to_contain_text(f"of {number} known")


def test_ratings_are_forgotten_on_the_second_press_only(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    answer(page, "Knew it")
    page.get_by_role("button", name="Forget all ratings").click()
    expect(progress(page)).to_contain_text("1 of")
    page.get_by_role("button", name=re.compile("^Forget.*[?]$")).click()

    expect(progress(page)).to_contain_text("0 of")


@pytest.mark.parametrize(
    "kept", ["{", "null", '{"ratings": 7}', '{"ratings": {"gone": ["knew", 3], "adam": ["?", 1]}}']
)
def test_ratings_of_another_report_do_no_harm(reader: Reader, kept: str) -> None:
    page = reader.open("#questions")
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
    page.reload()
    start(page)

    asked(page)
    expect(progress(page)).to_contain_text("0 of")


def test_a_link_to_a_question_asks_it(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    other = page.locator("#questions .question").last
    page.evaluate("anchor => { location.hash = anchor; }", other.get_attribute("id"))

    expect(page.locator(ASKED)).to_have_count(1)
    assert asked(page) == page.locator("#questions .question").last.get_attribute("data-id")


def narrow_away(page: Page) -> str:
    """Choose a tag that the asked question lacks, and return the id of that question, which is hidden now."""
    left = asked(page)
    tags = page.locator("#question-tag option").evaluate_all("all => all.map(each => each.value).filter(Boolean)")
    has = str(page.locator(ASKED).get_attribute("data-tags")).split("|")
    page.locator("#question-tag").select_option(next(tag for tag in tags if tag not in has))
    return left


def test_going_back_passes_over_what_a_tag_hides(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    left = narrow_away(page)
    shown = asked(page)
    back = page.get_by_role("button", name="Back", exact=True)
    expect(back).to_have_attribute("aria-disabled", "true")

    back.click(force=True)  # it looks like one that cannot be pressed, and can
    assert asked(page) == shown != left

    page.locator("#question-tag").select_option("")
    expect(back).to_have_attribute("aria-disabled", "false")
    back.click()
    assert asked(page) == left


def test_where_nothing_fits_going_on_asks_nothing(reader: Reader) -> None:
    page = start(reader.open("#questions"))
    asked(page)
    page.evaluate("""() => {
        const tag = document.getElementById("question-tag");
        tag.append(new Option("none has it", "none has it", true, true));
        tag.dispatchEvent(new Event("input"));
    }""")
    reason = page.locator('[data-say="reason"]')
    expect(reason).to_have_text("No question fits; choose another tag or difficulty.")

    page.get_by_role("button", name="Next", exact=True).click()

    expect(reason).to_have_text("No question fits; choose another tag or difficulty.")
    expect(page.locator(".question.current")).to_have_count(0)
