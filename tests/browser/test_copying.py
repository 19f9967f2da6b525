"""Code is copied by a button beside it, which is no part of the code, of what is copied or of what is printed."""

import ast
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import LEVELS, violations
from tests.browser.trainer import begin, button
from tests.browser.visiting import PROVENANCE, UNFOLD, Reader

MAY_COPY: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
REFUSED = """navigator.clipboard.writeText = async () => {
    throw new DOMException("Write permission denied.", "NotAllowedError");
};"""
ABSENT = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
NEVER = "document.execCommand = () => false;"
COPIED = "navigator.clipboard.readText()"
SELECTED = "getSelection().toString()"


def block(page: Page, where: str = "#from-memory") -> tuple[Locator, Locator]:
    """Return the first code of a section, unfolded, and the line above it that has the button."""
    code = page.locator(f"{where} pre.code").first
    code.evaluate(UNFOLD)
    return code, page.locator(f"{where} pre.code").first.locator("xpath=preceding-sibling::*[1]")


def test_the_button_copies_the_code_and_says_so(reader: Reader) -> None:
    page = reader.open(**MAY_COPY)
    code, line = block(page)
    expect(line.get_by_role("status")).to_have_text("")
    line.get_by_role("button", name="Copy: ").click()

    expect(line.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate(COPIED)
    assert copied == code.text_content()
    assert ast.parse(copied).body
    assert page.evaluate(SELECTED) == ""


@pytest.mark.parametrize(
    ("name", "where"),
    [(None, "#from-memory"), (None, "#pytorch"), (PROVENANCE, "#parameters"), (PROVENANCE, "#results")],
)
def test_every_code_has_one_button_named_after_it(reader: Reader, name: str | None, where: str) -> None:
    page = reader.open(page=name)
    code, line = block(page, where)
    label = str(code.get_attribute("aria-label")).removeprefix("Code: ")

    expect(line.get_by_role("button", name=f"Copy: {label}", exact=True)).to_be_visible()
    assert page.locator("pre.code").count() == page.locator("p.copying:has(+ pre.code)").count() > 0


@pytest.mark.parametrize("hindrance", [REFUSED, ABSENT])
def test_without_the_clipboard_the_selection_is_copied(reader: Reader, hindrance: str) -> None:
    """A page that was opened from a file may be refused the clipboard, or have none."""
    page = reader.open(script=hindrance)
    code, line = block(page)
    line.get_by_role("button").click()

    expect(line.get_by_role("status")).to_have_text("Copied")
    page.locator("#question-search").evaluate(UNFOLD)
    page.locator("#question-search").focus()
    page.keyboard.press("Control+V")
    pasted = page.locator("#question-search").input_value()
    assert pasted.split() == str(code.text_content()).split()


def test_where_no_way_is_let_the_code_is_selected(reader: Reader) -> None:
    page = reader.open(script=REFUSED + NEVER)
    code, line = block(page)
    line.get_by_role("button").click()

    expect(line.get_by_role("status")).to_have_text("Selected: copy it with your keyboard")
    assert page.evaluate(SELECTED).strip() == str(code.text_content()).strip()


def test_the_keyboard_copies(reader: Reader) -> None:
    page = reader.open(**MAY_COPY)
    code, line = block(page, "#pytorch")
    line.get_by_role("button").focus()
    page.keyboard.press("Enter")

    expect(line.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate(COPIED) == code.text_content()
    expect(line.get_by_role("button")).to_be_focused()


def test_a_code_card_of_the_trainer_copies_too(reader: Reader) -> None:
    page = begin(reader, "code", **MAY_COPY)
    button(page, "Show the answer").click()
    code = page.locator("#training pre.code")
    page.locator("#training .copying button").click()

    expect(page.locator("#training .copying .said")).to_have_text("Copied")
    assert page.evaluate(COPIED) == code.text_content()


def test_a_reader_who_selects_all_does_not_select_the_buttons(reader: Reader) -> None:
    page = reader.open()
    code, _ = block(page)
    card = code.evaluate_handle("each => each.closest('details')")
    page.evaluate("each => getSelection().selectAllChildren(each)", card)

    selected = page.evaluate(SELECTED)
    assert str(code.text_content()).strip() in selected
    assert "Copy" not in selected.splitlines()


def test_paper_shows_no_button(reader: Reader) -> None:
    page = reader.open()
    _, line = block(page)
    expect(line).to_be_visible()

    page.emulate_media(media="print")

    expect(line).to_be_hidden()
    page.emulate_media(media="null")  # as a browser chooses


def test_without_scripts_there_is_none(reader: Reader) -> None:
    page = reader.open(java_script_enabled=False)

    expect(page.locator("pre.code").first).to_be_attached()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.locator(".copying")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_code_with_its_button_is_accessible(reader: Reader, theme: str) -> None:
    page = reader.open(color_scheme=theme)
    _, line = block(page)
    line.get_by_role("button").click()
    expect(line.get_by_role("status")).to_have_text("Copied")

    assert violations(page, {"runOnly": LEVELS}, [["#from-memory .card[open]"]]) == []
