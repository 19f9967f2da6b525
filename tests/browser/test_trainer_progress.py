"""The trainer's progress: nothing is lost when copies of it merge, and it can be read from whatever was kept."""

import json
import random
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Error, Page

from tests.architecture.source import ROOT

SCHEMA = json.loads((ROOT / "docs" / "progress.schema.json").read_text(encoding="utf-8"))
Progress = dict[str, Any]
NO_CARD = {"reviews": [], "note": ["", 0], "flag": [False, 0]}


def empty(**changes: Any) -> Progress:
    """Return progress without any answer, with changes."""
    return {
        "version": 1,
        "generation": 0,
        "settings": {"exam": "", "minutes": 20, "keys": True, "changed": 0},
        "cards": {},
        "predictions": {},
        "interviews": [],
        "quiz": False,
        **changes,
    }


def random_progress(source: random.Random) -> Progress:
    """Return progress with answers at few times, so that two of them meet in some."""

    def times() -> list[int]:
        return sorted(source.sample(range(1, 9), source.randint(0, 5)))

    cards = {
        f"question:{name}": {
            "reviews": [[time, source.randint(0, 4), source.randint(0, 60)] for time in times()],
            "note": [source.choice(["", "b", "a longer one"]), source.randint(0, 4)],
            "flag": [source.random() < 0.5, source.randint(0, 4)],
        }
        for name in source.sample("abcd", 3)
    }
    settings = {"exam": source.choice(["", "2026-12-07"]), "minutes": 30, "keys": True, "changed": source.randint(0, 3)}
    return empty(
        cards=cards,
        settings=settings,
        predictions={"claim": [[time, source.randint(1, 5), 60, 3] for time in times()]},
        interviews=[[time, source.randint(0, 100), 5] for time in times()],
        quiz=source.random() < 0.5,
    )


# Of each three copies: all merged, in the other order, the latter two first, and with one of them once more.
MERGE = """copies => copies.map(([one, two, three]) => {
    const merged = progress.merge(progress.merge(one, two), three);
    const reversed = progress.merge(progress.merge(three, two), one);
    return [merged, reversed, progress.merge(one, progress.merge(two, three)), progress.merge(merged, two)];
})"""


def times_in(state: Progress) -> set[tuple[str, int]]:
    return {(key, time) for key, card in state["cards"].items() for time, *_ in card["reviews"]}


def test_the_order_of_merging_does_not_matter_and_nothing_is_lost(engine: Page) -> None:
    source = random.Random(5)  # noqa: S311
    copies = [[random_progress(source) for _ in range(3)] for _ in range(60)]

    for (one, two, three), (merged, *others) in zip(copies, engine.evaluate(MERGE, copies), strict=True):
        assert others == [merged] * 3
        assert times_in(merged) == times_in(one) | times_in(two) | times_in(three)


def test_an_answer_that_was_taken_back_stays_so_after_merging_with_a_copy_that_has_it(engine: Page) -> None:
    script = """() => {
        const answered = progress.review(progress.empty(), "question:adam", 3, 1000, 20);
        const undone = progress.undo(progress.review(answered, "question:adam", 1, 2000, 5), "question:adam");
        const both = progress.review(answered, "question:adam", 1, 2000, 5);
        const merged = progress.merge(both, undone);
        return [progress.reviewsOf(merged, "question:adam"), progress.memoryOf(merged, "question:adam").last];
    }"""

    assert engine.evaluate(script) == [[[1000, 3, 20]], 1000]


def test_two_answers_at_the_same_millisecond_are_both_kept(engine: Page) -> None:
    script = """() => {
        const once = progress.review(progress.empty(), "question:adam", 3, 1000, 20);
        return progress.review(once, "question:adam", 1, 1000, 5).cards["question:adam"].reviews;
    }"""

    assert engine.evaluate(script) == [[1000, 3, 20], [1001, 1, 5]]


def test_who_forgets_everything_is_not_reminded_by_another_tab_but_by_a_file(engine: Page) -> None:
    script = """() => {
        const old = progress.review(progress.empty(), "question:adam", 3, 1000, 20);
        const forgotten = progress.forget(old);
        const inOtherTab = progress.merge(old, forgotten);
        const restored = progress.merge(inOtherTab, progress.restore(forgotten, old));
        return [inOtherTab, restored].map(each => progress.reviewsOf(each, "question:adam").length);
    }"""

    assert engine.evaluate(script) == [0, 1]


def test_the_settings_and_the_note_of_the_later_change_count(engine: Page) -> None:
    script = """() => {
        const early = progress.set(progress.note(progress.empty(), "code:mlp", "first", 10), { minutes: 45 }, 30);
        const late = progress.set(progress.note(progress.empty(), "code:mlp", "second", 20), { minutes: 15 }, 25);
        const merged = progress.merge(early, late);
        return [progress.noteOf(merged, "code:mlp"), merged.settings.minutes];
    }"""

    assert engine.evaluate(script) == ["second", 45]


def test_what_is_written_follows_the_schema_and_reads_back(engine: Page) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    source = random.Random(7)  # noqa: S311
    states = [random_progress(source) for _ in range(20)]
    script = "states => states.map(progressText.write).map(text => [text, progressText.read(text)])"

    for state, (text, read) in zip(states, engine.evaluate(script, states), strict=True):
        Draft202012Validator(SCHEMA).validate(json.loads(text))
        assert read == json.loads(text) == state


def test_of_damaged_progress_all_that_can_be_read_is_kept(engine: Page) -> None:
    damaged = empty(
        settings={"exam": "tomorrow", "minutes": -5, "keys": True, "changed": 9},
        cards={
            "question:adam": {"reviews": [[5, 3, 20], [6, 7, 1], "?", [8, 2]], "note": "?", "flag": [True, 4]},
            "question:gone": None,
        },
        predictions={"claim": [[1, 2, 60, 3], [1, 9, 60, 3]]},
        interviews={"?": 1},
    )
    del damaged["quiz"]

    found = engine.evaluate("progressText.read", json.dumps(damaged))

    assert found == empty(
        settings={"exam": "", "minutes": 20, "keys": True, "changed": 9},
        cards={
            "question:adam": {"reviews": [[5, 3, 20]], "note": ["", 0], "flag": [True, 4]},
            "question:gone": NO_CARD,
        },
        predictions={"claim": [[1, 2, 60, 3]]},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is not JSON"),
        ("null", "it is not progress of this trainer"),
        ('{"ratings": {}}', "it is not progress of this trainer"),
        ('{"version": 2}', "it is of version 2, and this page reads version 1"),
    ],
)
def test_what_is_no_progress_is_refused_with_the_reason(engine: Page, text: str, message: str) -> None:
    with pytest.raises(Error, match=message):
        engine.evaluate("progressText.read", text)


def test_the_ratings_of_the_earlier_quiz_are_taken_over_in_their_order(engine: Page) -> None:
    kept = {"ratings": {"adam": ["knew", 3], "sgd": ["partly", 1], "relu": ["not yet", 2], "odd": ["?", 4]}}

    found = engine.evaluate("text => progressText.fromQuiz(text, 1000)", json.dumps(kept))

    assert found["quiz"] is True
    assert {key: card["reviews"] for key, card in found["cards"].items()} == {
        "question:adam": [[1006, 3, 0], [1007, 3, 0]],
        "question:sgd": [[1002, 2, 0]],
        "question:relu": [[1004, 1, 0]],
    }
    Draft202012Validator(SCHEMA).validate(found)


@pytest.mark.parametrize("kept", ["{", "null", '{"ratings": 7}', '{"ratings": {"adam": ["knew", -1]}}', ""])
def test_ratings_that_cannot_be_read_are_none(engine: Page, kept: str) -> None:
    found = engine.evaluate("text => progressText.fromQuiz(text, 1000)", kept)

    assert found == empty(quiz=True)
