"""One search finds questions, claims, code, tables and terms by their words and by other words for the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import LEVELS, violations
from tests.browser.visiting import Reader

RESULTS = "#search li a"


def search(page: Page, words: str) -> list[tuple[str, str]]:
    """Open the search with its key, enter words, and return the kind and the title of each result."""
    page.keyboard.press("/")
    page.locator("#search input").fill(words)
    return [
        (kind, title) for kind, _, title in (text.partition("\n") for text in page.locator(RESULTS).all_inner_texts())
    ]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("batchnorm", "batch normalization"),
        ("LR", "learning rate"),
        ("skip connection", "residual"),
        ("BATCH normalization", "batch normalization"),
    ],
)
def test_other_words_for_a_term_find_it(whole_reader: Reader, words: str, title: str) -> None:
    found = search(whole_reader.open(), words)

    assert title in " ".join(found[0]).lower()
    assert {kind for kind, _ in found} >= {"question", "term"}


def test_a_title_comes_before_a_text(whole_reader: Reader) -> None:
    found = search(whole_reader.open(), "dropout")

    named = ["dropout" in title.lower() for _, title in found]
    assert named[0]
    assert named == sorted(named, reverse=True)


def test_a_result_is_opened_by_keyboard_and_back_returns(reader: Reader) -> None:
    page = reader.open()
    search(page, "zeroing gradients")
    page.keyboard.press("ArrowDown")
    link = page.locator(f"{RESULTS}:focus")
    target = page.locator(f'[id="{str(link.get_attribute("href"))[1:]}"]')
    page.keyboard.press("Enter")

    expect(page.locator("#search")).to_be_hidden()
    expect(target).to_be_in_viewport()
    page.go_back()
    expect(page.locator("h1")).to_be_in_viewport()


def test_enter_takes_the_first_result_and_escape_leaves(reader: Reader) -> None:
    page = reader.open()
    ((kind, title), *_) = search(page, "cross-entropy")
    page.keyboard.press("Enter")
    expect(page.locator("#search")).to_be_hidden()
    assert kind == "question"
    expect(page.get_by_role("heading", name=title).first).to_be_in_viewport()

    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_be_hidden()


def test_nothing_found_is_said(reader: Reader) -> None:
    page = reader.open()

    assert search(page, "zyzzyva") == []
    expect(page.locator("#search [role=status]")).to_have_text("Nothing found. Try fewer or other words.")


def test_a_slash_that_is_typed_stays_a_slash(reader: Reader) -> None:
    page = reader.open("#questions")
    page.locator("#question-search").press("/")

    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator("#question-search")).to_have_value("/")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_search_is_accessible(reader: Reader, theme: str) -> None:
    page = reader.open(color_scheme=theme)
    search(page, "rate")

    assert page.locator(RESULTS).count() > 0
    assert violations(page, {"runOnly": LEVELS}, [["#search"]]) == []
