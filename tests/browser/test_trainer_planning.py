"""What the trainer asks, and when: by what is due, the days left and the minutes a day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

NOW = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # six in the evening in Berlin
MINUTE, DAY = 60_000, 86_400_000
TOPICS = ("optimizers", "losses", "evaluation")


def milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def question(number: int, **changes: Any) -> dict[str, Any]:
    """Return a card of one of three topics and three levels."""
    topic = TOPICS[number % 3]
    return {"key": f"question:{number}", "kind": "question", "topic": topic, "level": 1 + number % 3, **changes}


DECK = [question(number) for number in range(30)]
# A state in which cards were rated: {key: [[milliseconds before now, rating, seconds], ...]}.
STATE = """([reviews, settings, now]) => {
    let state = progress.set(progress.empty(), settings, 1);
    for (const [key, entries] of Object.entries(reviews)) {
        for (const [ago, rating, seconds] of entries) state = progress.review(state, key, rating, now - ago, seconds);
    }
    return state;
}"""


def state_of(engine: Page, reviews: dict[str, list[list[int]]], **settings: Any) -> Any:
    return engine.evaluate(STATE, [reviews, settings, milliseconds(NOW)])


def today(engine: Page, state: Any, deck: Any = DECK, now: datetime = NOW) -> tuple[list[str], list[str], float]:
    script = """([deck, state, now]) => {
        const { due, fresh, seconds } = planning.today(deck, state, now);
        return [due, fresh].map(cards => cards.map(({ key }) => key)).concat(seconds);
    }"""
    due, fresh, seconds = engine.evaluate(script, [deck, state, milliseconds(now)])
    return due, fresh, seconds


def test_a_new_reader_gets_easy_cards_of_every_topic_for_their_minutes(engine: Page) -> None:
    due, fresh, seconds = today(engine, state_of(engine, {}, minutes=12))

    assert due == []
    assert len(fresh) == 6  # each is seen twice, a minute each time
    assert seconds == 720
    levels = [int(key.split(":")[1]) % 3 + 1 for key in fresh]
    assert levels == [1] * 6


def test_easy_cards_come_first_and_topics_take_turns(engine: Page) -> None:
    deck = [question(number, level=1 + number // 6, topic=TOPICS[number // 2 % 3]) for number in range(12)]

    _, fresh, _ = today(engine, state_of(engine, {}, minutes=240), deck)

    by_key = {card["key"]: card for card in deck}
    assert [by_key[key]["level"] for key in fresh] == [1] * 6 + [2] * 6
    topics = [by_key[key]["topic"] for key in fresh[:6]]
    assert all(before != after for before, after in pairwise(topics))


def test_due_cards_come_before_new_ones_and_the_least_remembered_first(engine: Page) -> None:
    long_ago = {"question:1": [[9 * DAY, 3, 60], [9 * DAY - MINUTE, 3, 60]]}
    lately = {"question:2": [[3 * DAY, 3, 60], [3 * DAY - MINUTE, 3, 60]]}
    not_due = {"question:3": [[2 * DAY, 4, 60]]}

    due, fresh, seconds = today(engine, state_of(engine, {**lately, **long_ago, **not_due}, minutes=4))

    assert due == ["question:1", "question:2"]
    assert len(fresh) == 1
    assert seconds == 240


def test_a_day_begins_at_four_in_the_morning_where_the_reader_is(engine: Page) -> None:
    """Good twice is due two days later, at six in the evening: the whole of that day counts."""
    state = state_of(engine, {"question:1": [[MINUTE, 3, 60], [0, 3, 60]]}, minutes=20)
    morning = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)  # five in Berlin

    assert today(engine, state, now=morning)[0] == ["question:1"]
    assert today(engine, state, now=morning - timedelta(hours=2))[0] == []


def test_what_was_done_today_counts_against_the_minutes(engine: Page) -> None:
    done = {f"question:{number}": [[5 * MINUTE, 4, 100]] for number in range(6)}

    due, fresh, seconds = today(engine, state_of(engine, done, minutes=10))

    assert (due, fresh, seconds) == ([], [], 0)


def test_the_pace_is_the_readers_own_once_it_is_known(engine: Page) -> None:
    slow = {f"question:{number}": [[2 * DAY, 4, 180]] for number in range(6)}

    _, fresh, seconds = today(engine, state_of(engine, slow, minutes=12))

    assert (len(fresh), seconds) == (2, 720)


def test_code_takes_the_minutes_that_it_says_and_one_card_always_fits(engine: Page) -> None:
    deck = [{"key": f"code:{number}", "kind": "code", "topic": "", "level": 1, "minutes": 8} for number in range(3)]

    _, fresh, _ = today(engine, state_of(engine, {}, minutes=5), deck)

    assert fresh == ["code:0"]


def outlook(engine: Page, state: Any, deck: Any = DECK) -> dict[str, Any]:
    found: dict[str, Any] = engine.evaluate(
        "([deck, state, now]) => planning.outlook(deck, state, now)", [deck, state, milliseconds(NOW)]
    )
    return found


def test_without_a_date_nothing_is_promised(engine: Page) -> None:
    found = outlook(engine, state_of(engine, {"question:1": [[0, 4, 60]]}))

    assert found == {
        "days": None, "total": 30, "seen": 1, "willBeSeen": None, "minutesForAll": None, "recall": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("exam", "days"), [("2026-11-30", 0), ("2026-12-07", 7), ("2026-11-29", None)])
def test_the_days_left_are_counted_from_today(engine: Page, exam: str, days: int | None) -> None:
    assert outlook(engine, state_of(engine, {}, exam=exam))["days"] == days


def test_the_minutes_that_would_show_all_do_show_all_and_fewer_do_not(engine: Page) -> None:
    few = outlook(engine, state_of(engine, {}, exam="2026-12-02", minutes=5))
    assert few["willBeSeen"] < 30
    enough = few["minutesForAll"]

    assert outlook(engine, state_of(engine, {}, exam="2026-12-02", minutes=enough))["willBeSeen"] == 30
    assert outlook(engine, state_of(engine, {}, exam="2026-12-02", minutes=enough - 5))["willBeSeen"] < 30


def test_where_there_is_no_time_for_all_no_minutes_are_named(engine: Page) -> None:
    deck = [question(number) for number in range(400)]

    assert outlook(engine, state_of(engine, {}, exam="2026-11-30"), deck)["minutesForAll"] is None


def test_what_is_practised_ahead_is_what_would_be_forgotten_first(engine: Page) -> None:
    known = {"question:0": [[DAY, 4, 60]]}
    shaky = {"question:1": [[DAY, 1, 60], [DAY - MINUTE, 2, 60]]}
    script = "([deck, state, now]) => planning.ahead(deck, state, now, 3).map(({ key }) => key)"
    state = state_of(engine, {**known, **shaky}, exam="2026-12-20")

    first, *others = engine.evaluate(script, [DECK, state, milliseconds(NOW)])

    assert first == "question:1"
    assert len(others) == 2


def begin(engine: Page, mode: str, session: str, state: Any, deck: Any = DECK) -> dict[str, Any]:
    begun: dict[str, Any] = engine.evaluate(
        "([wanted, deck, state, now]) => sessions.begin(wanted, deck, state, now)",
        [{"mode": mode, "topic": "", "level": "", "session": session}, deck, state, milliseconds(NOW)],
    )
    return begun


def test_a_seed_gives_everybody_the_same_interview_from_easy_to_hard(engine: Page) -> None:
    one = begin(engine, "mock", "k3x9a2", state_of(engine, {}))
    other = begin(engine, "mock", "k3x9a2", state_of(engine, {"question:7": [[0, 1, 60]]}))
    different = begin(engine, "mock", "k3x9a3", state_of(engine, {}))

    assert one["queue"] == other["queue"] != different["queue"]
    assert len(set(one["queue"])) == 5
    levels = [1 + int(key.split(":")[1]) % 3 for key in one["queue"]]
    assert levels == sorted(levels)


def test_a_session_is_shuffled_and_topics_take_turns(engine: Page) -> None:
    state = state_of(engine, {}, minutes=60)
    orders = [begin(engine, "review", seed, state)["queue"] for seed in ("a", "b", "c")]

    assert len({tuple(order) for order in orders}) == 3
    assert len({frozenset(order) for order in orders}) == 1
    for order in orders:
        topics = [TOPICS[int(key.split(":")[1]) % 3] for key in order]
        assert all(before != after for before, after in pairwise(topics))


def test_a_claim_that_was_predicted_comes_after_the_others(engine: Page) -> None:
    deck = [{"key": f"claim:{name}", "kind": "claim", "id": name, "topic": "", "level": 1} for name in "abcdefghijkl"]
    script = 'state => progress.predict(state, "a", { choice: 1, sureness: 60, outcome: 1 }, 5)'
    state = engine.evaluate(script, state_of(engine, {}))

    queues = [begin(engine, "predict", seed, state, deck)["queue"] for seed in ("a", "b", "c")]

    assert [len(queue) for queue in queues] == [10, 10, 10]
    assert not any("claim:a" in queue for queue in queues)


def test_a_card_that_was_not_remembered_comes_back_before_the_end(engine: Page) -> None:
    script = """now => {
        const deck = ["a", "b"].map(id => ({ key: id, kind: "question", topic: id, level: 1 }));
        let state = progress.empty();
        let session = sessions.begin({ mode: "review", topic: "", level: "", session: "s" }, deck, state, now);
        const asked = [];
        for (let turn = 0; turn < 9; turn += 1) {
            const key = sessions.next(session, state, now);
            if (key === null) break;
            asked.push([key, sessions.left(session, state)]);
            const rating = turn === 0 ? 1 : 4;
            state = progress.review(state, key, rating, now, 10);
            session = sessions.answer(session, { key, rating, seconds: 10 });
            now += 20_000;
        }
        return [asked, sessions.isOver(session, state, now)];
    }"""
    asked, is_over = engine.evaluate(script, milliseconds(NOW))

    first, second = asked[0][0], asked[1][0]
    assert first != second
    assert asked == [[first, 2], [second, 2], [first, 1]]
    assert is_over


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("#questions", None),
        ("#trainer", ("", "", "", "")),
        ("#trainer?mode=mock&topic=optimizers&level=2&session=k3x9a2", ("mock", "optimizers", "2", "k3x9a2")),
        ("#trainer?mode=nonsense&topic=losses&session=k3x9a2", ("", "losses", "", "")),
        ("#trainer?topic=%E2%82", ("", "\N{REPLACEMENT CHARACTER}", "", "")),
    ],
)
def test_an_address_says_mode_topic_level_and_session(
    engine: Page, address: str, wanted: tuple[str, ...] | None
) -> None:
    fields = ("mode", "topic", "level", "session")
    expected = wanted and dict(zip(fields, wanted, strict=True))

    assert engine.evaluate("trainerAddress.read", address) == expected
    if wanted and wanted[0]:
        assert engine.evaluate("trainerAddress.write", expected) == address
