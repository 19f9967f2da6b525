"""The page keeps its use where the browser keeps nothing, or runs nothing."""

from playwright.sync_api import expect

from tests.browser.visiting import Reader

NO_STORAGE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
});"""
QUESTION = "#questions .question:visible"


def test_theme_and_quiz_work_without_storage(reader: Reader) -> None:
    page = reader.open("#questions", script=NO_STORAGE, color_scheme="light")
    page.get_by_role("button", name="Switch to the dark theme").click()
    expect(page.get_by_role("button", name="Switch to the light theme")).to_be_visible()
    page.get_by_role("button", name="Quiz").click()
    before = page.locator(QUESTION).get_attribute("data-id")
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Knew it").click()

    expect(page.locator("#questions .progress")).to_contain_text("1 of")
    assert page.locator(QUESTION).get_attribute("data-id") != before


def test_everything_can_be_read_without_scripts(reader: Reader) -> None:
    page = reader.open(java_script_enabled=False)
    for control in page.locator("#theme, #claim-choice, #questions .tools, #questions .rating").all():
        expect(control).to_be_hidden()

    page.locator("#score-board .group > summary").first.click()
    expect(page.locator("#score-board .claim").first).to_be_visible()
    question = page.locator(QUESTION).first
    question.locator("summary").first.click()
    expect(question.get_by_role("heading", name="In plain words")).to_be_visible()
    expect(page.locator("#studies figure svg").first).to_be_visible()
