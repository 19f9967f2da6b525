"""In study mode questions are found by topic, level and words, and opened and folded at once."""

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.visiting import OPEN_EVERYTHING, Reader

OPEN = "all => all.map(each => each.open)"
SHOWN = "#questions .question:visible"


def said(page: Page) -> str:
    """Return what the page says of how many questions it shows."""
    return page.locator('[data-say="found"]').inner_text()


def test_every_question_is_there_and_opens_and_folds(whole_reader: Reader) -> None:
    page = whole_reader.open("#questions")
    total = page.locator("#questions .question").count()
    assert total >= 60
    assert said(page) == f"{total} questions"

    page.get_by_role("button", name="Open all").click()
    assert page.locator(f"{SHOWN}[open]").count() == total
    page.get_by_role("button", name="Fold all").click()
    assert page.locator(f"{SHOWN}[open]").count() == 0


def test_a_topic_and_a_level_show_their_questions(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator("#question-topic").select_option("learning-rate")
    page.locator("#question-level").select_option("1")

    found = page.locator(SHOWN).evaluate_all("all => all.map(each => [each.dataset.tags, each.dataset.difficulty])")
    assert found
    assert all("learning rate" in tags.split("|") and difficulty == "1" for tags, difficulty in found)
    total = page.locator("#questions .question").count()
    assert said(page) == f"{len(found)} of {total} questions"


def test_a_search_reads_folded_answers_and_can_be_undone(reader: Reader) -> None:
    page = reader.open("#questions")
    before = page.locator(SHOWN).count()
    page.locator("#question-search").fill("guitar STRING")
    texts = page.locator(SHOWN).evaluate_all("all => all.map(each => each.textContent.toLowerCase())")
    assert texts
    assert all("guitar" in text and "string" in text for text in texts)

    page.locator("#question-search").fill("zyzzyva")
    expect(page.locator(SHOWN)).to_have_count(0)
    assert said(page).startswith("None of")
    page.locator("#questions").get_by_role("button", name="Show all", exact=True).click()
    expect(page.locator(SHOWN)).to_have_count(before)
    expect(page.locator("#question-search")).to_be_focused()


def test_the_line_to_say_is_seen_while_a_question_is_folded(whole_reader: Reader) -> None:
    page = whole_reader.open("#questions")
    page.locator("#questions .topic").evaluate_all("all => all.forEach(each => { each.open = true; })")
    questions = page.locator("#questions .question")

    assert page.locator("#questions .question:not([open]) .say:visible").count() == questions.count()


def test_enter_opens_a_question(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator(f"{SHOWN} summary").first.focus()
    page.keyboard.press("Enter")

    answer = page.locator(SHOWN).first
    for heading in ("In plain words", "In technical words", "Common mistake", "Evidence"):
        expect(answer.get_by_role("heading", name=heading)).to_be_visible()


def test_the_topics_unfold_and_count_what_is_found(reader: Reader) -> None:
    page = reader.open("#questions")
    topics = page.locator("#questions .topic")
    sizes = topics.locator("> summary .size")
    before = [topics.evaluate_all(OPEN), sizes.all_inner_texts()]
    page.locator("#question-topic").select_option("learning-rate")

    shown = topics.locator("visible=true")
    assert 0 < shown.count() < topics.count()
    assert all(topics.evaluate_all(OPEN))
    found = [int(text.split()[0]) for text in sizes.locator("visible=true").all_inner_texts()]
    assert sum(found) == page.locator(SHOWN).count() > 0

    page.locator("#questions").get_by_role("button", name="Show all", exact=True).click()
    assert [topics.evaluate_all(OPEN), sizes.all_inner_texts()] == before


def test_a_question_is_read_out_without_the_sign_that_opens_it(reader: Reader) -> None:
    page = reader.open("#questions")
    heading = page.locator("#questions .question h4").first

    expect(heading).to_have_accessible_name(heading.inner_text())
    heading.click()
    expect(heading).to_have_accessible_name(heading.inner_text())


def test_no_figure_of_an_answer_is_higher_than_a_screen(whole_reader: Reader) -> None:
    page = whole_reader.look_at(None, OPEN_EVERYTHING, screen=ViewportSize(width=1280, height=800))

    heights = page.locator("#questions .sketch svg").evaluate_all("all => all.map(each => each.clientHeight)")
    assert heights
    assert max(heights) <= 640


def test_a_choice_is_in_the_address_and_survives_a_reload(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator("#question-topic").select_option("learning-rate")
    page.locator("#question-level").select_option("1")
    page.locator("#question-search").fill("rate")
    assert page.evaluate("location.hash") == "#questions?topic=learning-rate&level=1&words=rate"
    found = said(page)

    page.reload()
    assert said(page) == found
    assert page.locator("#question-search").input_value() == "rate"
    page.locator("#questions").get_by_role("button", name="Show all", exact=True).click()
    assert page.evaluate("location.hash") == "#questions"


def test_an_address_with_a_name_that_is_not_there_shows_all(reader: Reader) -> None:
    page = reader.open("#questions?topic=nothing&level=9")

    assert said(page) == f"{page.locator('#questions .question').count()} questions"
