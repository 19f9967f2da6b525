"""Two reports of one project, made up by hand, and a project that has the second."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.changes.state import State, state_from, state_text
from groundwork.core.findings import Fact, Verdict, facts_to_csv, verdicts_to_csv
from groundwork.planning.plan import Plan

ROOT = Path(__file__).parents[3]
FACT: dict[str, Any] = {"unit": "%", "n": 5, "std": 1.0, "low": 79.0, "high": 81.0, "confidence": 0.95, "note": ""}
VERDICT: dict[str, Any] = {
    **dict.fromkeys(("left_mean", "left_low", "left_high", "right_mean", "right_low", "right_high"), 80.0),
    **{"study": "rates", "sentence": "A <lower> rate is better.", "source": "textbook", "protocol": "two rates"},
    **{"shared_settings": {"model": "mlp"}, "metric": "test_accuracy_percent", "unit": "%", "effect_unit": "points"},
    **{"kind": "comparison", "expect": "greater", "scale": "difference", "matters": 0.5},
    **{"right_is_constant": False, "n": 5},
    **{"effect": 1.2, "std": 0.3, "low": 0.8, "high": 1.6, "corrected_low": 0.5, "corrected_high": 1.9},
    **{"corrected_confidence": 0.99, "p_value": 0.0012, "family": "rates", "family_size": 5, "seeds_needed": ""},
    **{"left_out": 0, "reason": "", "verdict": "supported"},
}


@pytest.fixture
def fact() -> Callable[..., Fact]:
    """Make a fact of 80 %, between 79 and 81, with changes."""
    return lambda name, value=80.0, **changes: Fact(
        **{**FACT, "records": ("a-1",), **changes, "name": name, "value": value}
    )


@pytest.fixture
def verdict() -> Callable[..., Verdict]:
    """Make a supported verdict of 1.2 points, with changes."""
    return lambda claim, **changes: Verdict(**{**VERDICT, "records": ("a-1",), **changes, "claim": claim})


@pytest.fixture
def plan(values: dict[str, Any], plan_of: Callable[..., Plan]) -> Plan:
    """A plan of one study."""
    return plan_of(values)


@pytest.fixture
def text(plan: Plan, fact: Callable[..., Fact], verdict: Callable[..., Verdict]) -> Callable[..., str]:
    """Return the text of a state with one fact and one verdict, or those that are given."""

    def of(facts: list[Fact] | None = None, verdicts: list[Verdict] | None = None, of_plan: Plan | None = None) -> str:
        return state_text(
            (of_plan or plan).params,
            facts_to_csv(facts or [fact("accuracy")]),
            verdicts_to_csv(verdicts or [verdict("lower")]),
        )

    return of


@pytest.fixture
def state(text: Callable[..., str]) -> Callable[..., State]:
    """Return such a state."""
    return lambda *args, **kwargs: state_from(text(*args, **kwargs), "here")


@pytest.fixture
def results(tmp_path: Path, fact: Callable[..., Fact], verdict: Callable[..., Verdict]) -> Callable[..., Path]:
    """Return a project with this repository's templates, whose results hold the given facts and verdicts."""

    def with_results(facts: list[Fact] | None = None, verdicts: list[Verdict] | None = None) -> Path:
        (tmp_path / "results").mkdir(exist_ok=True)
        if not (tmp_path / "report").exists():
            (tmp_path / "report").symlink_to(ROOT / "report")
        texts = {
            "facts": facts_to_csv(facts or [fact("accuracy")]),
            "verdicts": verdicts_to_csv(verdicts or [verdict("lower")]),
        }
        for name, text in texts.items():
            (tmp_path / "results" / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return with_results
