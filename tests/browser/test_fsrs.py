"""The page's FSRS is that of the package `fsrs`, with fuzzing off: after each review of random histories.

The same numbers come from other code: exponentials may differ in the last digits, and times may not.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from fsrs import Card, Rating, Scheduler, State
from playwright.sync_api import Page

HISTORIES = 300
REVIEWS = 14
DIGITS = 1e-9
START = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
# From seconds to more than a year, with the edges of a day.
GAPS = (
    *(timedelta(seconds=each) for each in (5, 45, 60, 330, 600)),
    *(timedelta(hours=each) for each in (3, 23, 24, 25, 47, 48)),
    *(timedelta(days=each) for each in (3, 7, 19, 60, 400)),
)
HISTORY = """histories => histories.map(reviews => {
    let memory = null;
    return reviews.map(([at, rating]) => {
        const before = memory && fsrs.retrievability(memory, at);
        memory = fsrs.review(memory, rating, at);
        return { ...memory, before };
    });
})"""
PHASES = {State.Learning: "learning", State.Review: "review", State.Relearning: "relearning"}

# All phases and steps that each rating can lead to.
REACHABLE = {
    *(("learning", 0, rating) for rating in (1, 2)),
    *(("learning", 1, rating) for rating in (2, 3)),
    *(("relearning", 0, rating) for rating in (1, 2)),
    *(("review", 0, rating) for rating in (2, 3, 4)),
}


def milliseconds(time: datetime) -> int:
    return (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def random_history(source: random.Random) -> list[tuple[datetime, Rating]]:
    """Return reviews at random times, most of which are good."""
    time, history = START, []
    for _ in range(REVIEWS):
        history.append((time, source.choices(list(Rating), (2, 2, 4, 1))[0]))
        time += source.choice(GAPS) * source.choice((1, 1, source.uniform(0.5, 2)))
        time = time.replace(microsecond=0)
    return history


@pytest.fixture(scope="module")
def histories() -> list[list[tuple[datetime, Rating]]]:
    source = random.Random(14)  # noqa: S311
    return [random_history(source) for _ in range(HISTORIES)]


def test_each_review_gives_the_memory_and_the_due_time_of_the_package(
    engine: Page, histories: list[list[tuple[datetime, Rating]]]
) -> None:
    asked = [[(milliseconds(time), int(rating)) for time, rating in history] for history in histories]
    found: list[list[dict[str, Any]]] = engine.evaluate(HISTORY, asked)
    scheduler = Scheduler(enable_fuzzing=False)
    seen = set()

    for history, memories in zip(histories, found, strict=True):
        card = Card(card_id=1)
        for (time, rating), memory in zip(history, memories, strict=True):
            before = scheduler.get_card_retrievability(card, time) if card.last_review else None
            card, _ = scheduler.review_card(card, rating, time)
            assert memory["before"] == (None if before is None else pytest.approx(before, rel=DIGITS))
            assert memory["stability"] == pytest.approx(card.stability, rel=DIGITS)
            assert memory["difficulty"] == pytest.approx(card.difficulty, rel=DIGITS)
            assert memory["phase"] == PHASES[card.state]
            assert memory["step"] == (card.step or 0)
            assert (memory["last"], memory["due"]) == (milliseconds(time), milliseconds(card.due))
            seen.add((memory["phase"], memory["step"], int(rating)))

    assert seen == REACHABLE
    assert max(memories[-1]["stability"] for memories in found) > 365
    assert min(memories[-1]["stability"] for memories in found) < 1


def test_the_histories_have_reviews_of_the_same_day_and_of_other_days(
    histories: list[list[tuple[datetime, Rating]]],
) -> None:
    gaps = [after - before for history in histories for (before, _), (after, _) in pairwise(history)]

    assert sum(gap < timedelta(days=1) for gap in gaps) > len(gaps) / 3
    assert sum(gap >= timedelta(days=1) for gap in gaps) > len(gaps) / 3
    assert timedelta(days=1) in gaps
