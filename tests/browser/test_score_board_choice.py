"""The score board shows the claims that a reader asks for, and its address brings back the same ones."""

from collections import Counter
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Reader

CLAIMS = "#score-board .claim"
SHOWN = f"{CLAIMS}:visible"
TALLIES = """groups => groups.filter((each) => each.checkVisibility()).map((group) => [
    Object.fromEntries([...group.querySelectorAll(".marks .verdict")].filter((each) => each.checkVisibility())
        .map((each) => [each.title, Number(each.querySelector(".tally").textContent)])),
    [...group.querySelectorAll(".claim:not([hidden])")].map((each) => each.dataset.verdict)])"""


def counts(page: Page) -> list[int]:
    """Return the two numbers of the line that says how many claims are shown."""
    return [int(word) for word in page.locator("#claims-shown [role=status]").inner_text().split() if word.isdigit()]


def choice(page: Page) -> dict[str, list[str]]:
    """Return what the page's address says was chosen."""
    return parse_qs(page.evaluate("location.hash").partition("?")[2])


def test_a_verdict_shows_its_claims_and_no_others(reader: Reader) -> None:
    page = reader.open("#score-board")
    wanted = page.locator(f'{CLAIMS}[data-verdict="supported"]').count()
    page.locator("#claim-choice .pill", has_text="supported").first.click()

    assert counts(page) == [wanted, page.locator(CLAIMS).count()]
    assert page.locator(SHOWN).count() == wanted
    assert set(page.locator(SHOWN).evaluate_all("all => all.map(each => each.dataset.verdict)")) == {"supported"}
    assert choice(page) == {"verdict": ["supported"]}


def test_each_heading_counts_the_claims_below_it_that_are_shown(reader: Reader) -> None:
    page = reader.open("#score-board")
    groups = page.locator("#score-board .group")
    before = groups.evaluate_all(TALLIES)
    page.locator("#claim-choice").get_by_role("searchbox").fill("rate")
    page.locator("#claim-choice .pill", has_text="not evaluated").click()

    chosen = groups.evaluate_all(TALLIES)
    assert chosen
    assert chosen != before
    assert all(tallies == Counter(verdicts) for tallies, verdicts in chosen)
    page.get_by_role("button", name="Show all claims").click()
    assert groups.evaluate_all(TALLIES) == before
    assert all(tallies == Counter(verdicts) for tallies, verdicts in before)


def test_words_are_searched_in_any_order_and_case(reader: Reader) -> None:
    page = reader.open("#score-board")
    page.locator("#claim-choice").get_by_role("searchbox").fill("RATE  learning far")

    texts = [text.lower() for text in page.locator(f"{SHOWN} .words").all_inner_texts()]
    assert texts
    assert all("far" in text for text in texts)
    assert counts(page) == [len(texts), page.locator(CLAIMS).count()]


def test_a_search_without_result_says_so_and_can_be_undone(reader: Reader) -> None:
    page = reader.open("#score-board")
    page.locator("#claim-choice").get_by_role("searchbox").fill("zyzzyva")

    expect(page.get_by_text("No claim fits.")).to_be_visible()
    assert page.locator(SHOWN).count() == 0
    page.get_by_role("button", name="Show all claims").click()
    expect(page.get_by_text("No claim fits.")).to_be_hidden()
    total = page.locator(CLAIMS).count()
    assert counts(page) == [total, total]
    assert choice(page) == {}


def test_a_topic_and_a_verdict_narrow_each_other(reader: Reader) -> None:
    page = reader.open("#score-board")
    claim = page.locator('[data-study="learning_rate"] .claim').first
    verdict = str(claim.get_attribute("data-verdict"))
    page.locator("#claim-choice").get_by_role("combobox", name="Topic").select_option("learning_rate")
    page.locator("#claim-choice .pill", has_text=verdict).click()

    wanted = page.locator(f'[data-study="learning_rate"] .claim[data-verdict="{verdict}"]').count()
    assert counts(page)[0] == page.locator(SHOWN).count() == wanted > 0
    assert choice(page) == {"study": ["learning_rate"], "verdict": [verdict]}


def test_an_address_brings_the_choice_back(reader: Reader) -> None:
    page = reader.open("#score-board?verdict=supported&words=rate")

    expect(page.locator(SHOWN).first).to_be_visible()
    assert set(page.locator(SHOWN).evaluate_all("all => all.map(each => each.dataset.verdict)")) == {"supported"}
    expect(page.locator("#claim-choice").get_by_role("searchbox")).to_have_value("rate")


def test_the_summary_leads_to_the_claims_of_a_verdict(reader: Reader) -> None:
    page = reader.open()
    page.locator("#score-board .tallies a", has_text="supported").first.click()

    expect(page.locator("#claims-shown")).to_be_in_viewport()
    assert choice(page) == {"verdict": ["supported"]}
    assert set(page.locator(SHOWN).evaluate_all("all => all.map(each => each.dataset.verdict)")) == {"supported"}


def test_a_verdict_is_chosen_by_keyboard(reader: Reader) -> None:
    page = reader.open("#score-board")
    page.locator("#claim-choice input[type=radio]").first.focus()
    page.keyboard.press("ArrowRight")

    chosen = page.locator("#claim-choice input:checked").get_attribute("value")
    assert chosen
    assert choice(page) == {"verdict": [chosen]}


def test_a_link_to_the_claims_of_a_verdict_leads_there_every_time(reader: Reader) -> None:
    page = reader.open()
    link = page.locator("#score-board .tallies a", has_text="supported").first
    link.click()
    expect(page.locator("#claims-shown")).to_be_in_viewport()

    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#claims-shown")).not_to_be_in_viewport()
    link.click()

    expect(page.locator("#claims-shown")).to_be_in_viewport()


@pytest.mark.parametrize("key", ["ctrlKey", "metaKey", "shiftKey"])
def test_a_link_opened_elsewhere_leaves_this_page_as_it_is(reader: Reader, key: str) -> None:
    page = reader.open()
    is_left_to_the_browser = page.locator("#score-board .tallies a").first.evaluate(
        """(link, key) => {
            let isLeft = null;
            addEventListener("click", (event) => { isLeft = !event.defaultPrevented; event.preventDefault(); });
            link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, [key]: true }));
            return isLeft;
        }""",
        key,
    )

    assert is_left_to_the_browser is True
    assert choice(page) == {}
