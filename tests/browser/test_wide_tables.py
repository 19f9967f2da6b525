"""What is too wide for the page scrolls within its own box, and its first column and its head stay in view."""

from typing import get_args

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.visiting import OPEN_EVERYTHING, OTHER_PAGES, PHONE, PROVENANCE, UNFOLD, Reader, Theme

SCREENS = [PHONE, ViewportSize(width=820, height=1180), ViewportSize(width=1440, height=900)]
MOST_OF_A_PHONE = 0.45
# The tables that are laid out as cards on a narrow screen have no columns there.
TABLES = (
    "[...document.querySelectorAll('.scroll > table')].filter((each) => getComputedStyle(each).display === 'table')"
)
OUTSIDE = """() => [...document.querySelectorAll("main table")].filter((each) => {
    const box = (each.closest(".scroll") ?? each).getBoundingClientRect();
    const column = each.closest("main > section, main").getBoundingClientRect();
    return box.right > column.right + 0.5 || box.left < column.left - 0.5;
}).map((each) => each.parentElement.ariaLabel)"""
FIRST_COLUMNS = f"""() => {TABLES}.map((each) => [
    each.parentElement.ariaLabel, each.rows[0].cells[0].offsetWidth / innerWidth,
]).filter(([, share]) => share > 0)"""
WORDS_CUT = f"""() => {TABLES}.flatMap((each) => [...(each.tHead?.rows[0].cells ?? [])])
    .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent)"""
STOPS = """() => [...document.querySelectorAll(".scroll:not(.drawing), pre.code")].filter((each) => each.clientWidth)
    .map((each) => [
        each.ariaLabel, each.tabIndex === 0,
        each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight,
    ])"""
EDGE = "each => getComputedStyle(each).borderRightColor"
GROUND = "each => getComputedStyle(each).backgroundColor"
CLEAR = "rgba(0, 0, 0, 0)"


def wide_table(page: Page) -> tuple[Locator, Locator]:
    """Return the box of the table of all records, unfolded, and the first cell of its third row."""
    box = page.locator(".scroll:has(> table.records)")
    box.evaluate(UNFOLD)
    return box, box.locator("tbody tr").nth(2).locator("th")


def left(place: Locator) -> float:
    """Return where something begins on the screen, from its left."""
    box = place.bounding_box()
    assert box is not None
    return box["x"]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_every_table_stays_within_its_column(whole_reader: Reader, name: str | None, screen: ViewportSize) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, screen=screen)

    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("name", [None, PROVENANCE])
def test_on_a_phone_the_first_column_leaves_room_for_the_others(whole_reader: Reader, name: str | None) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, screen=PHONE)

    shares = page.evaluate(FIRST_COLUMNS)
    assert len(shares) > 5
    assert [(label, share) for label, share in shares if share > MOST_OF_A_PHONE] == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
@pytest.mark.parametrize("name", [None, PROVENANCE])
def test_no_word_of_a_head_is_cut(whole_reader: Reader, name: str | None, screen: ViewportSize) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, screen=screen)

    assert page.evaluate(WORDS_CUT) == []


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize("screen", [PHONE, SCREENS[2]], ids=lambda screen: str(screen["width"]))
def test_the_first_column_stays_and_shows_its_edge(reader: Reader, screen: ViewportSize, theme: Theme) -> None:
    page = reader.open(page=PROVENANCE, viewport=screen, color_scheme=theme)
    box, cell = wide_table(page)
    before = left(cell)
    assert cell.evaluate(EDGE) == CLEAR

    box.evaluate("each => { each.scrollLeft = 250; }")

    expect(box).to_contain_class("scrolled more")
    assert left(cell) == before == left(box)
    assert cell.evaluate(EDGE) != CLEAR
    assert cell.evaluate(GROUND) == page.locator("body").evaluate(GROUND) != CLEAR
    box.evaluate("each => { each.scrollLeft = 99999; }")
    expect(box).not_to_contain_class("more")
    expect(box).to_contain_class("scrolled")
    box.evaluate("each => { each.scrollLeft = 0; }")
    expect(box).not_to_contain_class("scrolled")
    expect(box).to_contain_class("more")


def test_what_lies_at_the_first_column_is_the_first_column(reader: Reader) -> None:
    page = reader.open(page=PROVENANCE)
    box, cell = wide_table(page)
    box.evaluate("each => { each.scrollLeft = 250; }")

    place = cell.bounding_box()
    assert place is not None
    at = [place["x"] + place["width"] - 3, place["y"] + place["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", at) == "TH"


def test_the_head_of_a_long_table_stays(whole_reader: Reader) -> None:
    page = whole_reader.open(page=PROVENANCE)
    box, _ = wide_table(page)
    if box.locator("tbody tr").count() < 25:
        pytest.skip("no table of this run is long")
    box.evaluate("each => { each.scrollTop = 900; each.scrollLeft = 250; }")

    head, frame = box.locator("thead th").first.bounding_box(), box.bounding_box()
    assert head is not None
    assert frame is not None
    assert (round(head["y"]), round(head["x"])) == (round(frame["y"]), round(frame["x"]))
    assert frame["height"] <= 0.8 * 720 + 1
    under = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('tr').parentElement.tagName",
        [head["x"] + 5, head["y"] + 5],
    )
    assert under == "THEAD"


def test_a_row_that_is_named_is_not_below_the_head(whole_reader: Reader) -> None:
    page = whole_reader.open(page=PROVENANCE)
    row = str(page.locator("table.records tbody tr").last.get_attribute("id"))
    opened = whole_reader.open(f"#{row}", PROVENANCE)

    place, head = opened.locator(f'[id="{row}"]').bounding_box(), opened.locator("table.records thead").bounding_box()
    assert place is not None
    assert head is not None
    assert place["y"] >= head["y"] + head["height"] - 1


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
@pytest.mark.parametrize("name", [None, PROVENANCE])
def test_tab_stops_at_a_box_only_where_it_scrolls(whole_reader: Reader, name: str | None, screen: ViewportSize) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, screen=screen)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    stops = page.evaluate(STOPS)
    assert {scrolls for _, _, scrolls in stops} == {True, False}
    assert [label for label, is_stop, scrolls in stops if is_stop != scrolls] == []


def test_the_keys_scroll_a_box(reader: Reader) -> None:
    page = reader.open(page=PROVENANCE, viewport=PHONE)
    box, _ = wide_table(page)
    box.focus()
    page.keyboard.press("ArrowRight")

    expect(box).to_contain_class("scrolled more")
    assert box.evaluate("each => each.scrollLeft") > 0


def test_without_scripts_every_box_is_reached(reader: Reader) -> None:
    page = reader.open(java_script_enabled=False)

    boxes = page.locator(".scroll, pre.code")
    assert boxes.count() > 0
    assert boxes.count() == page.locator(":is(.scroll, pre.code)[tabindex='0']").count()


def test_paper_keeps_nothing_in_a_box(reader: Reader) -> None:
    page = reader.open(page=PROVENANCE)
    box, cell = wide_table(page)
    page.emulate_media(media="print")

    assert cell.evaluate("each => getComputedStyle(each).position") == "static"
    assert box.evaluate("each => [getComputedStyle(each).overflowX, getComputedStyle(each).maxHeight]") == [
        "visible",
        "none",
    ]
    page.emulate_media(media="null")  # as a browser chooses
