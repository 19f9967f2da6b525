"""On a screen the cheat sheet shows all that it has: no box is cut, no value stands on another line than its unit."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.visiting import OPEN_EVERYTHING, Reader

CUT = """all => all.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent.trim())"""
BROKEN = """all => all.filter((each) => each.getClientRects().length > 1).map((each) => each.textContent)"""


@pytest.mark.parametrize("width", [1280, 1920])
def test_no_box_is_wider_than_its_column(whole_reader: Reader, width: int) -> None:
    page = whole_reader.look_at("cheat-sheet.html", OPEN_EVERYTHING, screen=ViewportSize(width=width, height=900))

    boxes = page.locator(".columns :is(.scroll, pre)")
    assert boxes.count() > 0
    assert boxes.evaluate_all(CUT) == []


@pytest.mark.parametrize("width", [360, 820, 1280])
@pytest.mark.parametrize("name", [None, "cheat-sheet.html"])
def test_a_value_stays_with_its_unit(whole_reader: Reader, name: str | None, width: int) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING, screen=ViewportSize(width=width, height=900))

    assert page.locator("a.fact:not(.missing):visible").evaluate_all(BROKEN) == []
