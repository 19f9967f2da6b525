"""On paper everything is open, every sheet has something on it, and afterwards the page is as it was."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import OTHER_PAGES, Reader

FOLDED = "document.querySelectorAll('details:not([open])').length"
ANSWER = "In technical words"
# What a smaller run did not measure takes as much room as in a whole one.
MEASURED = """() => {
    for (const each of document.querySelectorAll(".missing"))
        each.textContent = each.closest("td") ? "80.4 %" : "66.3 points";
}"""


def printed(page: Page, folder: Path) -> pypdfium2.PdfDocument:
    """Return the page as the browser prints it."""
    path = folder / "printed.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    return pypdfium2.PdfDocument(path)


def text_of(document: pypdfium2.PdfDocument) -> str:
    """Return all words of a document with single spaces."""
    return " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())


def is_blank(sheet: pypdfium2.PdfPage) -> bool:
    """Whether all of a sheet, turned to an image, has one color."""
    darkest, brightest = sheet.render(scale=0.3, grayscale=True).to_pil().getextrema()
    return bool(darkest == brightest)


def test_the_report_prints_with_its_answers(whole_reader: Reader, tmp_path: Path) -> None:
    page = whole_reader.open()
    folded = page.evaluate(FOLDED)

    document = printed(page, tmp_path)

    assert text_of(document).count(ANSWER) == page.locator(".question").count()
    assert [number for number, sheet in enumerate(document, 1) if is_blank(sheet)] == []
    assert page.evaluate(FOLDED) == folded


def test_a_session_does_not_print_but_the_page_below_it_in_the_dark_on_white(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("#trainer?mode=review", color_scheme="dark")
    page.keyboard.press("Space")

    document = printed(page, tmp_path)

    assert text_of(document).count(ANSWER) == page.locator(".question").count()
    assert document[0].render(scale=0.3, grayscale=True).to_pil().getpixel((3, 3)) > 240
    assert "Show the answer" not in text_of(document)
    expect(page.locator("#training")).to_be_visible()


def test_an_address_prints_one_study(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("#studies")
    titles = page.locator(".study h3").all_text_contents()
    anchor = page.locator(".study").first.get_attribute("id")
    page = reader.open(f"#{anchor}?print=all")
    expect(page.locator(".printing")).to_contain_text(f"On paper: {titles[0]}")

    text = text_of(printed(page, tmp_path))
    assert [title for title in titles if title in text] == [titles[0]]
    assert ANSWER not in text

    page.get_by_role("button", name="All of the page again").click()
    expect(page.locator(".printing")).to_be_hidden()
    assert page.url.endswith(f"#{anchor}")
    assert text_of(printed(page, tmp_path)).count(ANSWER) == page.locator(".question").count()


def test_chosen_questions_print_whole_or_with_what_to_say_alone(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("#questions?level=1&print=lines", script="window.print = () => {};")
    chosen = page.locator("#questions .question:not([hidden])")

    lines = text_of(printed(page, tmp_path))
    assert lines.count("Red flag") == chosen.count()
    assert ANSWER not in lines

    page.get_by_role("button", name="Print these").click()
    assert page.url.endswith("#questions?level=1&print=all")
    assert text_of(printed(page, tmp_path)).count(ANSWER) == chosen.count()


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_the_other_pages_print(whole_reader: Reader, tmp_path: Path, name: str) -> None:
    document = printed(whole_reader.open(page=name), tmp_path)

    assert not any(map(is_blank, document))


def test_the_cheat_sheet_of_a_whole_run_is_one_sheet(whole_reader: Reader, tmp_path: Path) -> None:
    page = whole_reader.open(page="cheat-sheet.html")
    page.evaluate(MEASURED)

    assert len(printed(page, tmp_path)) == 1
