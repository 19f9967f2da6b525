"""The state of a report, as far as another is compared with it, and the text that keeps it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundwork.config.schema import Params
from groundwork.core.errors import UserError
from groundwork.core.findings import Fact, Verdict, facts_from_csv, verdicts_from_csv
from groundwork.core.identity import canonical_json

FORMAT = 2


@dataclass(frozen=True)
class State:
    """Parameters by dotted name, facts and verdicts by name, and the confidence of the plain intervals."""

    params: Mapping[str, str]
    studies: frozenset[str]
    confidence: float
    facts: Mapping[str, Fact]
    verdicts: Mapping[str, Verdict]


def text_of(params: Params, facts: str, verdicts: str) -> str:
    """Return the text of a state, the same for equal ones; facts and verdicts are the text of their CSV files."""
    state = {
        "format": FORMAT,
        "params": params.model_dump(mode="json", exclude_defaults=True),
        "confidence": params.statistics.confidence,
        "facts": facts,
        "verdicts": verdicts,
    }
    return canonical_json(state) + "\n"


def state_from(text: str, place: str) -> State:
    """Return the state that a text keeps; UserError, beginning with the place, where it keeps none of this format."""
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise ValueError(kept["format"])
        return _state(kept, place, place)
    except (ValueError, TypeError, KeyError, AttributeError, UserError):
        raise UserError(f"{place}: not the state of a report as this version keeps it") from None


def present_state(text: str) -> State:
    """Return the state that `text_of` has written; UserError, naming the file, where facts or verdicts are damaged."""
    return _state(json.loads(text), "results/facts.csv", "results/verdicts.csv")


def _state(kept: Mapping[str, Any], facts_place: str, verdicts_place: str) -> State:
    return State(
        params=dict(_leaves(kept["params"])),
        studies=frozenset(kept["params"]["studies"]),
        confidence=float(kept["confidence"]),
        facts=facts_from_csv(kept["facts"], facts_place),
        verdicts=verdicts_from_csv(kept["verdicts"], verdicts_place),
    )


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every parameter as dotted name and text; a list is one parameter."""
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _leaves(each, f"{name}.{key}" if name else key)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
