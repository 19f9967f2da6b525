"""The table of all records is sorted by any column, by pointer or keyboard, and says so."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import OPEN_EVERYTHING, PROVENANCE, Reader

NOTHING = "\N{EN DASH}"  # what a record without such a setting shows


def column(table: Locator, title: str) -> list[str]:
    """Return the texts of a column of the table."""
    titles = table.locator("thead th").all_text_contents()
    return table.locator(f"tbody tr > :nth-child({titles.index(title) + 1})").all_inner_texts()


def head_of(table: Locator, title: str) -> Locator:
    """Return the head of a column; its name for screen readers may hold more than its title."""
    return table.locator("thead th").filter(has_text=re.compile(f"^{title}$"))


def records(page: Page) -> Locator:
    """Return the table of all records, unfolded."""
    page.evaluate(OPEN_EVERYTHING)
    return page.locator("table.sortable")


def numbers(texts: list[str]) -> list[float]:
    """Return the numbers that texts begin with, of those that do."""
    return [float(text.split()[0].replace(",", "")) for text in texts if text[:1].isdigit()]


def test_a_click_sorts_numbers_as_numbers_and_another_turns_them_round(reader: Reader) -> None:
    table = records(reader.open(page=PROVENANCE))
    head = head_of(table, "learning rate")
    before = column(table, "record")
    head.get_by_role("button").click()

    expect(head).to_have_attribute("aria-sort", "ascending")
    rates = numbers(column(table, "learning rate"))
    assert len(rates) > 1
    assert rates == sorted(rates)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert numbers(column(table, "learning rate")) == rates[::-1]
    assert sorted(column(table, "record")) == sorted(before)


def test_the_keyboard_sorts_and_only_one_column_says_that_it_is_sorted(reader: Reader) -> None:
    page = reader.open(page=PROVENANCE)
    table = records(page)
    head_of(table, "learning rate").get_by_role("button").click()
    button = head_of(table, "model").get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")

    names = column(table, "model")
    # What follows the name, its settings, is sorted by the numbers in it.
    models = [name.split()[0] for name in names if name != NOTHING]
    assert models == sorted(models)
    assert names[-1] == NOTHING
    expect(table.locator("[aria-sort]")).to_have_count(1)
    expect(button).to_be_focused()
