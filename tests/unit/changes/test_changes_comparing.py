"""What counts as a change between two reports."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from groundwork.changes.comparing import NameDiff, compare, size_of_change
from groundwork.changes.state import State
from groundwork.changes.views import MOST_FACTS, view_changes
from groundwork.core.findings import VerdictWord
from groundwork.core.formatting import DASH
from groundwork.planning.plan import Plan

Make = Callable[..., Any]
NONE = math.nan


def test_equal_states_have_no_changes(state: Callable[..., State]) -> None:
    changes = compare(state(), state())

    assert changes.are_none
    assert (changes.common_facts, changes.judged, changes.remade) == (1, 1, 0)


def test_equal_values_from_other_records_are_counted_not_changed(state: Callable[..., State], fact: Make) -> None:
    changes = compare(state(), state([fact("accuracy", records=("b-2",))]))

    assert changes.are_none
    assert changes.remade == 1


def test_value_changes_if_outside_interval_or_without_interval(state: Callable[..., State], fact: Make) -> None:
    alone = {"low": NONE, "high": NONE}
    before = [fact("inside"), fact("outside"), fact("alone", 3.0, **alone), fact("rounded", 3.0, **alone)]
    after = [
        fact("inside", 80.9),
        fact("outside", 82.0),
        fact("alone", 6.0, **alone),
        fact("rounded", 3.000002, **alone),
    ]

    changes = compare(state(before), state(after))

    assert [(old.name, new.value) for old, new in changes.facts] == [("alone", 6.0), ("outside", 82.0)]
    assert (changes.moved_within, changes.are_none) == (1, False)


@pytest.mark.parametrize(
    ("old", "new", "size"),
    [
        *((2.0, 1.0, 0.5), (0.0, 1e-9, 1.0), (-1.0, 1.0, 2.0), (NONE, NONE, 0.0), (NONE, 1.0, math.inf)),
        *((math.inf, math.inf, 0.0), (1.0, math.inf, math.inf), (math.inf, -math.inf, math.inf)),
    ],
)
def test_the_size_of_a_change_is_a_share_of_the_larger_value(fact: Make, old: float, new: float, size: float) -> None:
    assert size_of_change(fact("a", old), fact("a", new)) == size


def test_changed_verdict_is_a_change_changed_effect_is_not(state: Callable[..., State], verdict: Make) -> None:
    before = [verdict("lower"), verdict("higher")]
    after = [verdict("lower", verdict="inconclusive"), verdict("higher", effect=1.3)]

    changes = compare(state(None, before), state(None, after))

    assert [(old.verdict, new.verdict) for old, new in changes.verdicts] == [("supported", "inconclusive")]
    assert changes.judged == 2


def test_parameters_are_named_by_their_place_in_params_yaml(
    state: Callable[..., State], values: dict[str, Any], plan_of: Callable[..., Plan]
) -> None:
    before = plan_of(values)
    values["statistics"]["confidence"] = 0.9
    values["studies"]["rates"]["vary"]["learning_rate"] = [0.1, 0.2]
    values["studies"]["new"] = {"vary": {"optimizer": ["sgd", "momentum"]}}

    changes = compare(state(of_plan=before), state(of_plan=plan_of(values)))

    assert [name for name, *_ in changes.params] == ["statistics.confidence", "studies.rates.vary.learning_rate"]
    assert changes.params[0][2] == "0.9"
    assert changes.params[1][2] == "[0.1, 0.2]"
    assert changes.name_diffs["studies"] == NameDiff(added=("new",), removed=())


def test_added_and_removed_claims_and_facts_are_listed(state: Callable[..., State], fact: Make, verdict: Make) -> None:
    before, after = state([fact("a"), fact("b")], [verdict("x")]), state([fact("b"), fact("c")], [verdict("y")])

    changes = compare(before, after)

    assert changes.name_diffs["facts"] == NameDiff(added=("c",), removed=("a",))
    assert changes.name_diffs["claims"] == NameDiff(added=("y",), removed=("x",))
    assert (changes.are_none, changes.common_facts, changes.judged) == (False, 1, 0)


def test_the_view_says_how_much_and_shows_the_largest_first(
    state: Callable[..., State], fact: Make, verdict: Make
) -> None:
    names = [f"f{number:03}" for number in range(MOST_FACTS + 20)]
    before = state([fact(name) for name in names], [verdict("lower")])
    after = state(
        [fact(name, 90.0 + number) for number, name in enumerate(names)], [verdict("lower", verdict="contradicted")]
    )

    view = view_changes(compare(before, after), before, after, 1)

    assert view.sentences == (
        "1 of 1 claim that both judge got another verdict.",
        "120 of 120 facts that both have left the earlier interval or, having none, changed by more than rounding.",
        "0 parameters changed.",
    )
    assert (len(view.facts), view.more_facts) == (MOST_FACTS, 20)
    largest = view.facts[0]
    assert (largest.name, largest.before, largest.after) == ("f119", "80.0 %", "209.0 %")
    assert (largest.change, largest.interval) == ("+129.0 points", "79.0 to 81.0 (95 %)")
    (claim,) = view.verdicts
    assert (claim.anchor, claim.before.css_class, claim.after.css_class) == ("claim-lower", "supported", "contradicted")
    assert claim.before.text.startswith("supported: +1.2 points, 95 % interval 0.8 to 1.6")


def test_a_change_smaller_than_the_digits_shown_shows_more_digits(state: Callable[..., State], fact: Make) -> None:
    alone = {"low": NONE, "high": NONE, "unit": "times"}
    before, after = state([fact("a", 2.0, **alone)]), state([fact("a", 2.0001, **alone)])

    (view,) = view_changes(compare(before, after), before, after, 1).facts

    assert (view.before, view.after, view.change, view.interval) == ("2 times", "2.0001 times", "+0.0001", DASH)


def test_a_value_that_no_seed_changed_has_no_interval_to_show(state: Callable[..., State], fact: Make) -> None:
    before, after = state([fact("a", 2.0, low=2.0, high=2.0)]), state([fact("a", 3.0)])

    (view,) = view_changes(compare(before, after), before, after, 1).facts

    assert view.interval == "the same for every seed"


def test_claim_evaluated_once_is_not_judged_by_both(state: Callable[..., State], verdict: Make) -> None:
    unjudged = {"verdict": VerdictWord.NOT_EVALUATED}
    before = state(None, [verdict("both"), verdict("neither", **unjudged), verdict("now", **unjudged)])
    after = state(None, [verdict("both"), verdict("neither", **unjudged), verdict("now")])

    changes = compare(before, after)
    view = view_changes(changes, before, after, 1)

    assert changes.judged == 1
    assert view.sentences[:2] == (
        "0 of 1 claim that both judge got another verdict.",
        "1 claim that both have is judged by one only.",
    )
    assert [claim.anchor for claim in view.verdicts] == ["claim-now"]
