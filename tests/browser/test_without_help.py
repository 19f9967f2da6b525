"""The page keeps its use where the browser keeps nothing, or runs nothing."""

import gzip

from playwright.sync_api import expect

from tests.browser.trainer import asked, rate, start
from tests.browser.visiting import Reader

NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
});"""
QUESTION = "#questions .question:visible"


def test_theme_and_trainer_work_without_storage(reader: Reader) -> None:
    page = reader.open("#trainer", script=NO_STORAGE, color_scheme="light")
    page.get_by_role("button", name="Switch to the dark theme").click()
    expect(page.get_by_role("button", name="Switch to the light theme")).to_be_visible()
    begun = start(page)
    first = rate(begun, 4)
    assert asked(begun) != first
    page.keyboard.press("Escape")

    expect(page.locator("#trainer .outlook")).to_contain_text("1 of")
    expect(page.locator("#trainer .problem")).to_contain_text("your progress is lost when you close it")


def test_everything_can_be_read_without_scripts(reader: Reader) -> None:
    page = reader.open(java_script_enabled=False)
    for control in page.locator("#theme, #claim-choice, #questions .tools, #trainer .trainer-home, #training").all():
        expect(control).to_be_hidden()
    expect(page.locator("#trainer")).to_contain_text("The trainer needs JavaScript.")

    page.locator("#score-board .group > summary").first.click()
    expect(page.locator("#score-board .claim").first).to_be_visible()
    expect(page.locator("#questions .topic > summary").last).to_be_visible()
    question = page.locator(QUESTION).first
    question.locator("summary").first.click()
    expect(question.get_by_role("heading", name="In plain words")).to_be_visible()
    page.locator("#studies .study > summary").first.click()
    expect(page.locator("#studies figure svg").first).to_be_visible()


def test_a_figures_data_can_be_saved_without_scripts(reader: Reader) -> None:
    page = reader.open(java_script_enabled=False)
    page.locator("#studies .study > summary").first.click()
    link = page.locator("#studies .study[open] a.data:visible").first

    with page.expect_download() as saving:
        link.click()

    assert saving.value.suggested_filename.endswith(".csv.gz")
    assert "," in gzip.decompress(saving.value.path().read_bytes()).decode().splitlines()[0]
