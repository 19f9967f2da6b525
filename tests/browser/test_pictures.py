"""A question, a claim or a figure is saved as a picture with where it is from, in light colors whatever the theme."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.visiting import Reader

WIDTH = 2400
WHITE = (255, 255, 255)


def picture(page: Page, place: str) -> tuple[str, Image.Image]:
    """Save the first such place as a picture, after unfolding what holds it; return the file's name and the picture."""
    page.locator(place).first.evaluate("""each => {
        for (let outer = each; outer; outer = outer.parentElement) if (outer.tagName === "DETAILS") outer.open = true;
        for (const inner of each.querySelectorAll("details")) inner.open = true;
    }""")
    with page.expect_download() as saved:
        page.locator(place).first.get_by_role("button", name="Save as a picture").click()
    return saved.value.suggested_filename, Image.open(BytesIO(Path(saved.value.path()).read_bytes())).convert("RGB")


@pytest.mark.parametrize("place", ["#questions .question", "#score-board .claim", "#studies figure[id]"])
def test_a_place_is_saved_as_a_picture(reader: Reader, place: str) -> None:
    page = reader.open(color_scheme="dark")

    name, image = picture(page, place)

    assert name == f"{page.locator(place).first.get_attribute('id')}.png"
    assert image.width == WIDTH
    assert image.height > 400
    assert image.getpixel((3, 3)) == WHITE
    top, bottom = image.crop((0, 100, WIDTH, 300)), image.crop((0, image.height - 200, WIDTH, image.height - 120))
    assert all(len(part.getcolors(1 << 20) or ()) > 10 for part in (top, bottom))  # a title, and a source line


def test_a_figure_is_drawn(reader: Reader) -> None:
    _, image = picture(reader.open(), "#studies figure[id]")

    middle = image.crop((0, 400, WIDTH, image.height - 200)).getcolors(1 << 22) or []
    assert any(max(color) - min(color) > 80 for _, color in middle if isinstance(color, tuple))  # a line has a hue
