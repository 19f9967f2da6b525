"""The other ways to train: a mock interview, claims to predict, code to write, curves to judge."""

from playwright.sync_api import Page, expect

from tests.browser.trainer import CARDS, CLOCK, asked, begin, button, finish, part, progress, ratings
from tests.browser.visiting import Reader


def answer_interview(page: Page, grade: int) -> None:
    """Answer one question and all that follows it, and rate it."""
    while button(page, "I have answered").count():
        page.keyboard.press("Space")
    expect(part(page, "back")).to_be_visible()
    page.keyboard.press(str(grade))


def test_an_interview_has_a_clock_and_follow_ups_and_ends_with_scores(reader: Reader) -> None:
    page = begin(reader, "mock", script=CLOCK)
    expect(part(page, "count")).to_have_text("Question 1 of 5")
    expect(part(page, "clock")).to_have_text("1:30")
    page.evaluate("pass(91)")
    expect(part(page, "clock")).to_have_class("over")
    expect(part(page, "news")).to_contain_text("Time is up.")

    seen_follow_up = False
    for grade in (1, 4, 4, 4, 4):
        page.keyboard.press("Space")
        seen_follow_up |= part(page, "front").get_by_text("Follow-up question").count() > 0
        answer_interview(page, grade)

    assert seen_follow_up
    expect(part(page, "front")).to_have_text("The interview is over")
    expect(part(page, "back")).to_contain_text("Score: 80 %")
    expect(part(page, "back")).to_contain_text("1 over time")
    expect(part(page, "back").get_by_role("table", name="By topic")).to_be_visible()
    expect(part(page, "back").get_by_role("table", name="By level")).to_be_visible()
    assert [entry[1:] for entry in progress(page)["interviews"]] == [[80, 5]]
    assert sorted(ratings(page).values()) == [[1], [4], [4], [4], [4]]
    page.reload()
    expect(part(page, "back")).to_contain_text("Score: 80 %")
    assert len(progress(page)["interviews"]) == 1
    page.keyboard.press("Escape")
    expect(page.locator('#trainer [data-mode="mock"]')).to_contain_text("Last score: 80 %")


def test_an_address_gives_everybody_the_same_interview(reader: Reader) -> None:
    address = "#trainer?mode=mock&level=1&session=class7"
    first = asked(reader.open(address))

    assert asked(reader.open(address)) == first


def outcome_of(page: Page) -> int:
    """Return the range that the effect of the claim shown is in."""
    script = """title => Number([...document.getElementById("claims-to-predict").content.querySelectorAll("article")]
        .find(each => each.querySelector("h3").textContent === title).dataset.outcome)"""
    return int(page.evaluate(script, asked(page)))


def test_a_claim_is_predicted_before_it_is_shown_and_scored(reader: Reader) -> None:
    page = begin(reader, "predict", script=CARDS)
    expect(part(page, "buttons").locator("button")).to_have_count(5)
    outcome = outcome_of(page)
    page.keyboard.press(str(outcome))
    expect(part(page, "front")).to_contain_text("How sure are you of the direction?")
    expect(part(page, "back")).to_be_hidden()
    page.keyboard.press("4")

    expect(part(page, "back")).to_contain_text("Right, in direction and size.")
    expect(part(page, "back")).to_contain_text("Brier score 0.00.")
    expect(part(page, "back").locator(".verdict")).to_be_visible()
    ((entry,),) = progress(page)["predictions"].values()
    assert entry[1:] == [outcome, 95, outcome]
    page.keyboard.press("Escape")
    door = page.locator('#trainer [data-mode="predict"]')
    expect(door).to_contain_text("Begun: 1 to go")
    door.get_by_role("button", name="Continue").click()
    expect(part(page, "buttons").locator("button")).to_have_count(5)
    page.keyboard.press("1")
    expect(part(page, "front")).to_contain_text("How sure are you of the direction?")
    page.keyboard.press("1")
    expect(part(page, "back")).to_contain_text("Wrong.")
    expect(part(page, "back")).to_contain_text("Brier score 0.16.")
    page.keyboard.press("Space")
    expect(part(page, "back")).to_contain_text("Direction right 1 of 2 times, size 1 times.")
    expect(part(page, "back")).to_contain_text("Brier score of these: 0.08.")
    page.keyboard.press("Escape")
    expect(door).to_contain_text("2 of 2 claims: which way, how much, how sure? Brier score 0.08 over 2")


def test_code_is_written_against_its_minutes_and_checked_by_its_list(reader: Reader) -> None:
    page = begin(reader, "code", script=CLOCK)
    aim = part(page, "clock").inner_text()
    assert aim in {"4:00", "5:00"}
    expect(part(page, "front").locator(".task")).to_be_visible()
    page.evaluate("pass(72)")

    page.keyboard.press("Space")

    expect(part(page, "clock")).to_be_hidden()
    expect(part(page, "back")).to_contain_text(f"Your time: 1:12 of {aim}")
    expect(part(page, "back").get_by_role("heading", name="What the interviewer looks for")).to_be_visible()
    expect(part(page, "back").locator("pre.code")).to_be_visible()
    page.keyboard.press("4")
    finish(page)
    assert {key.split(":")[0] for key in ratings(page)} == {"code"}


def test_a_curve_is_shown_alone_and_then_what_is_wrong_with_it(reader: Reader) -> None:
    page = begin(reader, "curves", script=CARDS)
    assert asked(page) == "What is wrong with this curve?"
    expect(part(page, "front").get_by_role("img", name="A curve to judge")).to_be_attached()
    expect(part(page, "back")).to_be_hidden()

    page.keyboard.press("Space")

    expect(part(page, "back")).to_contain_text("The rate is too high.")
    page.keyboard.press("4")
    assert ratings(page) == {"curve:spikes": [4]}


def test_a_report_without_curves_does_not_offer_any(reader: Reader) -> None:
    page = reader.open("#trainer")

    shown = page.evaluate("document.getElementById('curves-to-judge').content.childElementCount > 0")
    assert page.locator('#trainer [data-mode="curves"]').is_visible() == shown
