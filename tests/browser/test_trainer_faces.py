"""The back of a question has what to say, and folds what it rests on."""

from playwright.sync_api import Page, expect

from tests.browser.trainer import part, start
from tests.browser.visiting import Reader

# A short answer, in the form in which the list of questions has it.
ANSWER = """question => {
    question.querySelector("summary .say").textContent = "Start with AdamW.";
    for (const each of [...question.children]) if (!each.matches("summary")) each.remove();
    question.insertAdjacentHTML("beforeend", `
        <div class="against"><p>The results of this run say otherwise:</p></div>
        <dl class="spoken"><dt>If pushed</dt><dd>By 8 points.</dd><dt>Red flag</dt><dd>Adam is always better.</dd></dl>
        <h5>In plain words</h5><p>It adapts.</p>
        <h5>In technical words</h5><ul><li>Two averages.</li></ul>
        <h5>What each level adds</h5><dl class="levels"><dt>Senior</dt><dd>Asks how the rates were tuned.</dd></dl>
        <h5>Follow-up questions</h5><dl class="next"><dt>Why two averages?</dt><dd>One for the step.</dd>
            <dt>And momentum?</dt><dd>See <a href="#${question.id}">this</a></dd></dl>
        <details class="proof"><summary><h5>Evidence</h5></summary><p id="proof">Ten seeds.</p></details>
        <p class="asked-with">Code to write from memory: Adam</p>
        <p class="here"><a href="#questions">Link to this question</a></p>`);
}"""


def with_answer(reader: Reader, mode: str) -> Page:
    """Start a session whose questions all have that answer."""
    page = reader.open("#trainer")
    page.locator("#questions .question").evaluate_all(f"all => all.forEach({ANSWER})")
    return start(page, mode)


def test_the_line_to_say_comes_first_and_what_it_rests_on_is_folded(reader: Reader) -> None:
    page = with_answer(reader, "review")
    page.keyboard.press("Space")

    back = part(page, "back")
    order = back.evaluate("each => [...each.children].map(child => child.className || child.tagName)")
    assert order == ["say", "against", "spoken", "H5", "levels", "fold", "fold", "fold", "asked-with"]
    expect(back.locator(".say")).to_have_text("Start with AdamW.")
    expect(back.get_by_text("Asks how the rates were tuned.")).to_be_visible()
    assert back.locator("summary").all_inner_texts() == ["Follow-up questions", "The answer in full", "Evidence"]
    for text in ("One for the step.", "Two averages.", "Ten seeds."):
        expect(back.get_by_text(text)).to_be_hidden()
    back.get_by_text("Evidence").click()
    expect(back.get_by_text("Ten seeds.")).to_be_visible()
    assert page.locator("[id=proof]").count() == page.locator("#questions .question").count()  # and not one more


def test_an_interview_asks_the_follow_ups_and_tells_their_answers_after_it(reader: Reader) -> None:
    page = with_answer(reader, "mock")
    page.keyboard.press("Space")
    expect(part(page, "front")).to_contain_text("Why two averages?")
    expect(part(page, "clock")).to_have_text("0:45")
    page.keyboard.press("Space")
    expect(part(page, "front")).to_contain_text("And momentum?")
    page.keyboard.press("Space")

    expect(part(page, "back").get_by_text("One for the step.").first).to_be_visible()
    expect(part(page, "back")).to_contain_text("See thisStart with AdamW.")
    assert part(page, "back").locator("h4, .fold").first.inner_text() == "Follow-up answers"
    assert part(page, "buttons").locator(".label").all_inner_texts() == ["Missed", "Junior", "Senior", "Staff"]
    expect(part(page, "front")).to_contain_text("Which level did you reach?")
