"""In study mode questions are found by tag, difficulty and words, and opened and folded at once."""

from playwright.sync_api import Page, expect

from tests.browser.visiting import Reader

SHOWN = "#questions .question:visible"


def said(page: Page) -> str:
    """Return what the page says of how many questions it shows."""
    return page.locator('[data-say="found"]').inner_text()


def test_every_question_is_there_and_opens_and_folds(reader: Reader) -> None:
    page = reader.open("#questions")
    total = page.locator("#questions .question").count()
    assert total >= 60
    assert said(page) == f"{total} questions"

    page.get_by_role("button", name="Open all").click()
    assert page.locator(f"{SHOWN}[open]").count() == total
    page.get_by_role("button", name="Fold all").click()
    assert page.locator(f"{SHOWN}[open]").count() == 0


def test_a_tag_and_a_difficulty_show_their_questions(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator("#question-tag").select_option("learning rate")
    page.locator("#question-difficulty").select_option("1")

    found = page.locator(SHOWN).evaluate_all("all => all.map(each => [each.dataset.tags, each.dataset.difficulty])")
    assert found
    assert all("learning rate" in tags.split("|") and difficulty == "1" for tags, difficulty in found)
    total = page.locator("#questions .question").count()
    assert said(page) == f"{len(found)} of {total} questions"


def test_a_search_reads_folded_answers_and_can_be_undone(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator("#question-search").fill("guitar STRING")
    texts = page.locator(SHOWN).evaluate_all("all => all.map(each => each.textContent.toLowerCase())")
    assert texts
    assert all("guitar" in text and "string" in text for text in texts)

    page.locator("#question-search").fill("zyzzyva")
    expect(page.locator(SHOWN)).to_have_count(0)
    assert said(page).startswith("None of")
    page.locator("#questions").get_by_role("button", name="Show all", exact=True).click()
    expect(page.locator(SHOWN)).to_have_count(page.locator("#questions .question").count())
    expect(page.locator("#question-search")).to_be_focused()


def test_enter_opens_a_question(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator(f"{SHOWN} summary").first.focus()
    page.keyboard.press("Enter")

    answer = page.locator(SHOWN).first
    for heading in ("In plain words", "In technical words", "Common mistake", "Evidence"):
        expect(answer.get_by_role("heading", name=heading)).to_be_visible()
