"""Figures answer the pointer and the keys: a series lights up, and a note says its numbers."""

import gzip
from base64 import b64decode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import OPEN_EVERYTHING, PHONE, UNFOLD, Reader

WITH_VALUES = "#studies figure[id]:has(svg[data-names] [data-at])"
WITH_SLIDER = "#studies figure[id]:has(input[type=range])"
DRAWING = "svg[data-names]"
# The first point of the first line, on the screen.
PLACE = """svg => {
    const part = svg.querySelector("[data-x] [data-at]");
    const path = part.matches("path, use") ? part : part.querySelector("path, use");
    const [, ...start] = path.getAttribute("d")?.match(/M([-\\d.]+) ([-\\d.]+)/) ?? [];
    const at = start.length ? start : ["x", "y"].map((name) => path.getAttribute(name));
    const { x, y } = new DOMPoint(...at.map(Number)).matrixTransform(svg.getScreenCTM());
    return [x, y];
}"""
LIT = "svg => [...svg.querySelectorAll('.lit')].map((each) => Number(each.dataset.at ?? each.dataset.of))"


def csv_of(figure: Locator) -> str:
    """Return the data of a figure, which the page stores compressed."""
    packed = str(figure.locator("a.data").get_attribute("href")).partition(",")[2]
    return gzip.decompress(b64decode(packed)).decode()


def first_figure(page: Page, selector: str = WITH_VALUES) -> Locator:
    """Return the first such figure with all around it unfolded, in view."""
    figure = page.locator(selector).first
    figure.evaluate(UNFOLD)
    return figure


def names_in(figure: Locator) -> list[str]:
    return str(figure.locator(DRAWING).get_attribute("data-names")).split("\n")


def lit_in(figure: Locator) -> set[int]:
    """Return the numbers of the series that are lit."""
    return set(figure.locator(DRAWING).evaluate(LIT))


def test_pointer_lights_a_series_and_says_its_numbers(reader: Reader) -> None:
    page = reader.open()
    figure = first_figure(page)
    x, y = figure.locator(DRAWING).evaluate(PLACE)

    page.mouse.move(x, y)

    expect(figure.locator(".value")).to_be_visible()
    (lit,) = lit_in(figure)
    expect(figure.locator(".value b")).to_have_text(names_in(figure)[lit])
    page.mouse.move(1, 1)
    expect(figure.locator(".value")).to_be_hidden()
    assert lit_in(figure) == set()


def test_arrow_keys_go_through_the_points(reader: Reader) -> None:
    page = reader.open()
    figure = first_figure(page)
    figure.locator(".drawing").focus()

    page.keyboard.press("ArrowRight")
    last = figure.locator(".value").inner_text()
    page.keyboard.press("ArrowLeft")

    assert figure.locator(".value").inner_text() != last
    expect(figure.get_by_role("status")).to_be_visible()
    page.keyboard.press("Escape")
    expect(figure.locator(".value")).to_be_hidden()


def test_numbers_are_those_of_the_data(reader: Reader) -> None:
    """The note of a line's last point agrees with a mean in the figure's data to three digits."""
    page = reader.open()
    figure = first_figure(page, "#studies figure[id$='-loss_curves']")
    figure.locator(".drawing").focus()
    page.keyboard.press("ArrowRight")
    name = figure.locator(".value b").inner_text()
    shown = float(figure.locator(".value").inner_text().rsplit(" ", 1)[1].replace(",", ""))
    header, *rows = [line.split(",") for line in csv_of(figure).splitlines()]
    mean = header.index("mean")
    means = [float(row[mean]) for row in rows if name in row and row[mean]]
    assert any(abs(each - shown) <= 0.006 * abs(each) for each in means), (name, shown, means)


def test_phone_lists_the_names_below_the_drawing(reader: Reader) -> None:
    page = reader.open(viewport=PHONE)
    page.evaluate(OPEN_EVERYTHING)
    expect(page.locator(".series-names").first).to_be_attached()
    figure = first_figure(page, "#studies figure[id]:has(.series-names)")
    buttons = figure.locator(".series-names button")
    assert set(buttons.all_inner_texts()) <= set(names_in(figure))
    boxes = [each.bounding_box() for each in buttons.all()]
    assert all(box and box["x"] + box["width"] <= PHONE["width"] for box in boxes)

    buttons.first.click()

    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    assert len(lit_in(figure)) == 1
    buttons.first.click()
    assert lit_in(figure) == set()


def test_slider_goes_through_series_that_are_numbers(whole_reader: Reader) -> None:
    page = whole_reader.open()
    page.evaluate(OPEN_EVERYTHING)
    page.wait_for_timeout(500)  # what unfolds is equipped after it is open
    if not page.locator(WITH_SLIDER).count():
        pytest.skip("no figure of this run has series that are numbers")
    figure = first_figure(page, WITH_SLIDER)
    expect(figure.locator("output")).to_have_text("all")
    numbers = sorted(names_in(figure), key=float)

    figure.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")

    expect(figure.locator("output")).to_have_text(numbers[0])
    assert len(lit_in(figure)) == 1
    page.keyboard.press("Home")
    assert lit_in(figure) == set()
