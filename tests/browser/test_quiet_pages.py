"""A page is one file: it is small, it is all there, and it asks nobody for anything."""

import pytest

from tests.browser.visiting import OPEN_EVERYTHING, OTHER_PAGES, UNFOLD, Reader

MEGABYTE = 1_000_000
FOREIGN = """() => [...document.querySelectorAll('[src], link:not([href^="data:"]), object, embed, iframe')]
    .map(each => each.outerHTML)"""
DEAD = """() => [...document.querySelectorAll('a[href^="#"]')]
    .map(each => decodeURIComponent(each.hash.slice(1)))
    .filter(each => each && !document.getElementById(each))"""
TWICE = """() => [...document.querySelectorAll("[id]")].map(each => each.id)
    .filter((each, index, all) => all.indexOf(each) !== index)"""


@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_a_page_needs_no_other_file(whole_reader: Reader, name: str | None) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING)
    page.wait_for_timeout(200)  # time for a request that would come late

    assert page.evaluate(FOREIGN) == []


@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_each_link_within_a_page_leads_to_the_one_place_of_that_name(whole_reader: Reader, name: str | None) -> None:
    page = whole_reader.look_at(name, OPEN_EVERYTHING)

    assert page.evaluate(DEAD) == []
    assert page.evaluate(TWICE) == []


@pytest.mark.parametrize("name", [None, *OTHER_PAGES])
def test_a_page_has_at_most_four_megabytes(whole_reader: Reader, name: str | None) -> None:
    assert whole_reader.path_of(name).stat().st_size <= 4 * MEGABYTE


def test_a_figures_data_can_be_saved_as_csv(reader: Reader) -> None:
    page = reader.open()
    link = page.locator("a.data").first
    link.evaluate(UNFOLD)

    with page.expect_download() as saving:
        link.click()

    assert saving.value.suggested_filename == link.get_attribute("download")
    assert saving.value.suggested_filename.endswith(".csv")
    lines = saving.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1
    assert {line.count(",") for line in lines if '"' not in line} == {lines[0].count(",")}
