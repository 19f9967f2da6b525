"""The page is short until something is unfolded: in words, in screens, and in elements to lay out."""

from playwright.sync_api import ViewportSize

from tests.browser.visiting import Reader

SCREEN = ViewportSize(width=1440, height=900)
MOST_WORDS, MOST_SCREENS, MOST_ELEMENTS = 6000, 15, 20_000
LAID_OUT = """() => [...document.querySelectorAll("body *")].filter(each => each.checkVisibility()).length"""


def test_the_page_is_short_until_something_is_unfolded(whole_reader: Reader) -> None:
    page = whole_reader.open(viewport=SCREEN)

    assert len(page.locator("main").inner_text().split()) <= MOST_WORDS
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST_SCREENS * SCREEN["height"]
    assert 500 < page.evaluate(LAID_OUT) <= MOST_ELEMENTS


def test_practice_stands_before_evidence(reader: Reader) -> None:
    sections = reader.open().locator("main > section").evaluate_all("all => all.map(each => each.id)")

    practice = ["summary", "trainer", "questions", "from-memory", "pytorch", "tables", "glossary"]
    assert sections == [*practice, "score-board", "studies", "provenance"]


def test_the_first_screen_has_three_ways_into_the_page(reader: Reader) -> None:
    page = reader.open(viewport=SCREEN)
    ways = page.locator("#summary .ways a")

    targets = ways.evaluate_all("all => all.map(each => each.hash)")
    assert targets == ["#trainer", "#questions", "#score-board"]
    for way in ways.all():
        box = way.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < SCREEN["height"]
