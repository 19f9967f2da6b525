"""Figures answer the pointer and the keys: a series lights up, and a note says its numbers."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import PHONE, Reader

WITH_VALUES = "#studies figure[id]:has(svg[data-names] [data-at])"
# The middle of the first point of the first line, on the screen.
PLACE = """svg => {
    const part = svg.querySelector("[data-x] [data-at]");
    const path = part.matches("path") ? part : part.querySelector("path, use");
    const at = path.getAttribute("d")?.match(/M([-\\d.]+) ([-\\d.]+)/)?.slice(1) ?? [path.getAttribute("x"), path.getAttribute("y")];
    const { x, y } = new DOMPoint(...at.map(Number)).matrixTransform(svg.getScreenCTM());
    return [x, y];
}"""
LIT = "svg => [...svg.querySelectorAll('.lit')].map((each) => Number(each.dataset.at ?? each.dataset.of))"


def first_figure(page: Page, selector: str = WITH_VALUES) -> Locator:
    """Return the first such figure with all around it unfolded, in view."""
    figure = page.locator(selector).first
    figure.evaluate("""each => {
        for (let place = each; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
        each.scrollIntoView({ block: "center" });
    }""")
    return figure


def test_pointer_lights_a_series_and_says_its_numbers(reader: Reader) -> None:
    page = reader.open()
    figure = first_figure(page)
    drawing = figure.locator("svg[data-names]")
    x, y = drawing.evaluate(PLACE)

    page.mouse.move(x, y)

    expect(figure.locator(".value b")).to_have_text(str(drawing.get_attribute("data-names")).split("\n")[0])
    assert len(set(drawing.evaluate(LIT))) == 1
    page.mouse.move(1, 1)
    expect(figure.locator(".value")).to_be_hidden()
    assert drawing.evaluate(LIT) == []


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
    """The note of the last point of the first line agrees with the figure's CSV to three digits."""
    page = reader.open()
    figure = first_figure(page, "#studies figure[id$='-loss_curves']")
    figure.locator(".drawing").focus()
    page.keyboard.press("ArrowRight")
    name = figure.locator(".value b").inner_text()
    shown = float(figure.locator(".value").inner_text().rsplit(" ", 1)[1].replace(",", ""))
    lines = page.evaluate(
        "each => decodeURIComponent(each.href.split(',').slice(1).join(','))", figure.locator("a.data").element_handle()
    )
    header, *rows = [line.split(",") for line in lines.splitlines()]
    means = [float(row[header.index("mean")]) for row in rows if name in row and row[header.index("mean")]]
    assert any(abs(mean - shown) <= 0.006 * abs(mean) for mean in means), (name, shown, means)


def test_phone_lists_the_names_below_the_drawing(reader: Reader) -> None:
    page = reader.open(viewport=PHONE)
    figure = first_figure(page, WITH_VALUES + ":not(:has(input[type=range])):has(.series-names)")
    buttons = figure.locator(".series-names button")
    names = str(figure.locator("svg[data-names]").get_attribute("data-names")).split("\n")
    assert set(buttons.all_inner_texts()) <= set(names)
    assert all(
        box and box["x"] + box["width"] <= PHONE["width"] for box in (each.bounding_box() for each in buttons.all())
    )

    buttons.first.click()

    expect(buttons.first).to_have_attribute("aria-pressed", "true")
    assert len(set(figure.locator("svg[data-names]").evaluate(LIT))) == 1
    buttons.first.click()
    assert figure.locator("svg[data-names]").evaluate(LIT) == []


def test_slider_goes_through_series_that_are_numbers(reader: Reader) -> None:
    page = reader.open()
    first_figure(page, "#figure-learning_rate-loss_curves")
    figure = page.locator("#figure-learning_rate-loss_curves")
    expect(figure.locator("output")).to_have_text("all")
    numbers = sorted(str(figure.locator("svg[data-names]").get_attribute("data-names")).split("\n"), key=float)

    figure.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")

    expect(figure.locator("output")).to_have_text(numbers[0])
    assert len(set(figure.locator("svg[data-names]").evaluate(LIT))) == 1
    page.keyboard.press("Home")
    assert figure.locator("svg[data-names]").evaluate(LIT) == []
