"""A name that looks like markup is shown as it is written; that none of it runs is asserted with every page opened."""

import pytest
from playwright.sync_api import expect

from tests.browser.hostile import MEANING, QUESTION, TERM, TITLE, VARIANT
from tests.browser.visiting import OPEN_EVERYTHING, OTHER_PAGES, PROVENANCE, Reader

FOREIGN = """document.querySelectorAll(
    "img, iframe, object, link:not([rel=icon]), base, [onerror], [href^=javascript]").length"""


def test_every_hostile_name_is_read_as_text(reader: Reader) -> None:
    page = reader.look_at(None, OPEN_EVERYTHING)

    assert page.title().startswith(TITLE)
    assert page.locator("h1").inner_text() == TITLE
    expect(page.locator("#questions h4", has_text=QUESTION)).to_be_visible()
    expect(page.locator("#glossary dt", has_text=TERM)).to_be_visible()
    assert MEANING.partition("[")[0].strip() in page.locator("#glossary").inner_text()
    results = reader.look_at(PROVENANCE, OPEN_EVERYTHING).locator("#results")
    expect(results.get_by_role("rowheader", name=VARIANT, exact=True).first).to_be_visible()


@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_no_element_comes_from_a_name(reader: Reader, name: str | None) -> None:
    page = reader.look_at(name, OPEN_EVERYTHING)

    assert page.locator("script:not([type='application/json'])").count() == 2
    assert page.evaluate(FOREIGN) == 0
