"""The theme is the system's until the reader chooses, and then the reader's."""

from playwright.sync_api import Page, expect

from tests.browser.visiting import Reader

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
KEY = "groundwork.theme"
AT_FIRST_TEXT = """
    globalThis.themeAtFirstText = null;
    new MutationObserver((_, observer) => {
        if (!document.querySelector("main h1")) return;
        themeAtFirstText = document.documentElement.dataset.theme ?? "none";
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
"""


def brightness(page: Page) -> float:
    """Return how bright the page's ground is, from 0 to 255."""
    red, green, blue = page.evaluate(f"{BACKGROUND}.match(/\\d+/g).map(Number)")
    return float(red + green + blue) / 3


def test_the_page_follows_the_system(reader: Reader) -> None:
    assert brightness(reader.open(color_scheme="light")) > 240
    page = reader.open(color_scheme="dark")
    assert brightness(page) < 40

    page.emulate_media(color_scheme="light")
    expect(page.get_by_role("button", name="Switch to the dark theme")).to_be_visible()
    assert brightness(page) > 240


def test_a_chosen_theme_outlives_the_page_and_holds_on_the_others(reader: Reader) -> None:
    page = reader.open(color_scheme="light")
    page.get_by_role("button", name="Switch to the dark theme").click()
    assert brightness(page) < 40

    page.reload()

    assert brightness(page) < 40
    assert brightness(reader.open_again(page.context, page="timings.html")) < 40
    page.get_by_role("button", name="Switch to the light theme").click()
    assert brightness(page) > 240


def test_the_button_works_by_keyboard(reader: Reader) -> None:
    page = reader.open(color_scheme="light")
    page.get_by_role("button", name="Switch to the dark theme").focus()
    page.keyboard.press("Space")

    assert brightness(page) < 40
    expect(page.locator("#theme")).to_be_focused()
    expect(page.locator("#theme")).to_have_text("Light")


def test_a_chosen_theme_is_there_before_the_first_text(reader: Reader) -> None:
    page = reader.open(script=f"localStorage.setItem({KEY!r}, 'dark'); {AT_FIRST_TEXT}", color_scheme="light")

    assert page.evaluate("themeAtFirstText") == "dark"
