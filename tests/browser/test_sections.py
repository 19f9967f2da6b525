"""The list of sections says where the reader is; on a phone it is a menu that a button opens."""

from typing import get_args

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.test_accessibility import LEVELS, violations
from tests.browser.visiting import PHONE, Reader, Theme, follow_link

WIDE = ViewportSize(width=1440, height=900)
SCREENS = [PHONE, ViewportSize(width=1100, height=800), WIDE]
NAMES = ["Train", "Questions", "Code", "Tables", "Glossary", "Claims", "Studies", "Provenance", "Changes"]
NAME_OF = "each => each.querySelector('h3').firstChild.textContent.trim()"
# Puts the top edge of something a little below the bar, as a reader who scrolls does.
READ = "(each, further) => scrollBy(0, each.getBoundingClientRect().top - 70 + further)"
HOLDS_FOCUS = "each => each.contains(document.activeElement)"


def sections(page: Page) -> Locator:
    """Return the links to sections, without those to their parts."""
    return page.locator("#sections > ul > li > a")


def section_marked(page: Page) -> Locator:
    """Return the link of the section that is marked."""
    return page.locator("#sections > ul > li > a[aria-current=location]")


def part_marked(page: Page) -> Locator:
    """Return the link of the part of a section that is marked."""
    return page.locator("#sections ul ul a[aria-current=location]")


def menu(page: Page) -> Locator:
    """Return the button that opens the list."""
    return page.get_by_role("button", name="Menu")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
def test_every_screen_offers_the_same_list(reader: Reader, screen: ViewportSize) -> None:
    page = reader.open(viewport=screen)
    if screen == PHONE:
        expect(sections(page).first).to_be_hidden()
        menu(page).click()
    else:
        expect(menu(page)).to_be_hidden()

    expect(sections(page)).to_have_text(NAMES)
    for link in sections(page).all():
        expect(link).to_be_in_viewport(ratio=1)


def test_the_list_hides_nothing_of_the_page(reader: Reader) -> None:
    for width in (1312, 1440, 1920):
        page = reader.open(viewport={"width": width, "height": 900})
        listed = page.locator("#sections").bounding_box()
        content = page.locator("#content").bounding_box()
        assert listed is not None
        assert content is not None
        assert (round(listed["x"] + listed["width"]) <= content["x"], content["x"] + content["width"] <= width) == (
            True,
            True,
        )


def test_nothing_is_marked_above_the_first_section(reader: Reader) -> None:
    page = reader.open(viewport=WIDE)
    follow_link(page, "trainer")
    expect(section_marked(page)).to_have_text("Train")

    page.keyboard.press("Home")

    expect(page.locator("[aria-current]")).to_have_count(0)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_section_that_is_chosen_is_marked(reader: Reader, name: str) -> None:
    """The last ones may be too short for the page to scroll until they are on top."""
    page = reader.open(viewport=WIDE)
    sections(page).filter(has_text=name).click()

    expect(section_marked(page)).to_have_text([name])


@pytest.mark.parametrize("name", ["Studies", "Provenance"])
def test_so_is_it_where_all_of_it_is_on_the_screen_at_once(reader: Reader, name: str) -> None:
    page = reader.open(viewport={"width": 1440, "height": 3000})
    sections(page).filter(has_text=name).click()

    expect(section_marked(page)).to_have_text([name])


def test_the_end_of_the_page_marks_the_last_section(reader: Reader) -> None:
    page = reader.open(viewport=WIDE)
    page.keyboard.press("End")

    expect(section_marked(page)).to_have_text(["Provenance"])


@pytest.mark.parametrize(
    ("kind", "section"), [(".topic", "Questions"), (".card", "Code"), (".revise", "Tables"), (".group", "Claims")]
)
def test_scrolling_marks_the_part_that_is_read(reader: Reader, kind: str, section: str) -> None:
    page = reader.open(viewport=WIDE)
    part = page.locator(f"main {kind}").nth(1)
    part.evaluate(READ, 0)

    expect(section_marked(page)).to_have_text([section])
    expect(part_marked(page)).to_have_text([part.evaluate(NAME_OF)])
    expect(part_marked(page)).to_be_in_viewport(ratio=1)


def test_a_folded_part_counts_as_far_as_its_heading(reader: Reader) -> None:
    page = reader.open(viewport=WIDE)
    first, second = page.locator("#questions .topic").nth(1), page.locator("#questions .topic").nth(2)
    below = first.bounding_box()
    assert below is not None
    first.evaluate(READ, below["height"] + 5)
    expect(part_marked(page)).to_have_text([second.evaluate(NAME_OF)])

    first.locator("summary").first.evaluate("each => { each.parentElement.open = true; }")
    first.evaluate(READ, below["height"] + 5)

    expect(part_marked(page)).to_have_text([first.evaluate(NAME_OF)])


def test_a_section_without_a_link_of_its_own_is_a_part_of_the_one_before(reader: Reader) -> None:
    page = reader.open("#pytorch", viewport=WIDE)

    expect(section_marked(page)).to_have_text(["Code"])
    expect(part_marked(page)).to_have_text(page.locator("#pytorch h2").all_text_contents())


def test_a_part_that_is_chosen_is_shown_and_marked(reader: Reader) -> None:
    page = reader.open("#questions", viewport=WIDE)
    topic = page.locator("#questions .topic").last
    page.locator("#sections ul ul a:visible").last.click()

    expect(topic).to_have_attribute("open", "")
    expect(topic.locator("h3")).to_be_in_viewport()
    expect(part_marked(page)).to_have_text([topic.evaluate(NAME_OF)])


def test_only_the_parts_of_the_section_that_is_read_are_listed(reader: Reader) -> None:
    page = reader.open("#questions", viewport=WIDE)
    expect(section_marked(page)).to_have_text(["Questions"])

    expect(page.locator("#sections ul ul:visible")).to_have_count(1)
    expect(page.locator("#sections ul ul a:visible")).to_have_count(page.locator("#questions .topic").count())


def test_a_wider_or_narrower_window_marks_anew(reader: Reader) -> None:
    page = reader.open("#tables", viewport=WIDE)
    expect(section_marked(page)).to_have_text(["Tables"])
    page.set_viewport_size(PHONE)
    page.locator("#questions").evaluate(READ, 0)

    expect(section_marked(page)).to_have_text(["Questions"])
    page.set_viewport_size(WIDE)


def test_the_menu_takes_the_focus_and_escape_gives_it_back(reader: Reader) -> None:
    page = reader.open("#tables", viewport=PHONE)
    menu(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sections")).to_be_visible()
    expect(section_marked(page)).to_be_focused()
    expect(section_marked(page)).to_have_text(["Tables"])

    page.keyboard.press("Escape")

    expect(page.locator("#sections")).to_be_hidden()
    expect(menu(page)).to_be_focused()


def test_the_menu_can_be_used_from_end_to_end_by_tab(reader: Reader) -> None:
    page = reader.open(viewport=PHONE)
    menu(page).focus()
    page.keyboard.press("Enter")
    expect(sections(page).first).to_be_focused()
    for name in NAMES[1:]:
        page.keyboard.press("Tab")
        expect(sections(page).filter(has_text=name)).to_be_focused()


def test_choosing_closes_the_menu_and_leads_there(reader: Reader) -> None:
    page = reader.open(viewport=PHONE, has_touch=True)
    menu(page).tap()
    page.locator("#sections").get_by_role("link", name="Glossary").tap()

    expect(page.locator("#sections")).to_be_hidden()
    expect(page.locator("#glossary h2")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.locator("#glossary").evaluate(HOLDS_FOCUS)


def test_a_tap_beside_the_menu_closes_it_and_so_does_its_button(reader: Reader) -> None:
    page = reader.open(viewport={"width": 820, "height": 1180}, has_touch=True)
    menu(page).tap()
    expect(page.locator("#sections")).to_be_visible()
    page.touchscreen.tap(20, 1100)
    expect(page.locator("#sections")).to_be_hidden()

    menu(page).tap()
    menu(page).tap()

    expect(page.locator("#sections")).to_be_hidden()


def test_back_from_a_choice_returns_to_what_was_read(reader: Reader) -> None:
    page = reader.open(viewport=PHONE)
    question = page.locator("#questions .question").first
    question.evaluate(READ, -200)
    before = question.evaluate("each => each.getBoundingClientRect().top")
    menu(page).click()
    sections(page).filter(has_text="Studies").click()
    expect(page.locator("#studies h2")).to_be_in_viewport()

    page.go_back()

    expect(question).to_be_in_viewport()
    assert abs(question.evaluate("each => each.getBoundingClientRect().top") - before) < 2


def test_a_menu_that_is_open_does_not_outlast_a_wider_window(reader: Reader) -> None:
    page = reader.open(viewport=PHONE)
    menu(page).click()
    page.set_viewport_size(SCREENS[1])

    expect(page.locator("#sections:popover-open")).to_have_count(0)
    expect(sections(page).last).to_be_in_viewport(ratio=1)
    page.set_viewport_size(PHONE)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
def test_the_focus_within_the_bar_leaves_the_page_where_it_is(reader: Reader, screen: ViewportSize) -> None:
    page = reader.open("#tables", viewport=screen)
    before = page.evaluate("scrollY")
    for each in page.locator(".top :is(a, button):visible").all():
        each.focus()

    assert page.evaluate("scrollY") == before > 0


def test_without_scripts_the_menu_is_a_list_of_links(reader: Reader) -> None:
    page = reader.open(viewport=PHONE, java_script_enabled=False)
    menu(page).click()
    expect(sections(page)).to_have_text(NAMES)
    sections(page).filter(has_text="Studies").click()

    expect(page.locator("#studies h2")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(sections(page).first).to_be_hidden()


@pytest.mark.parametrize("theme", get_args(Theme))
def test_the_open_menu_and_the_list_are_accessible(reader: Reader, theme: Theme) -> None:
    page = reader.open("#questions", viewport=PHONE, color_scheme=theme)
    menu(page).click()
    expect(page.locator("#sections [aria-current]").first).to_be_visible()
    assert violations(page, {"runOnly": LEVELS}, [[".top"]]) == []
    page.keyboard.press("Escape")

    page.set_viewport_size(WIDE)
    expect(section_marked(page)).to_be_visible()
    assert violations(page, {"runOnly": LEVELS}, [[".top"]]) == []
    page.set_viewport_size(PHONE)


def test_a_finger_can_hit_each_line_of_the_menu(reader: Reader) -> None:
    page = reader.open("#questions", viewport=PHONE)
    menu(page).click()

    heights = page.locator("#sections a:visible").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert min(heights) >= 32
    assert len(heights) > len(NAMES)
