"""The comparable state of a report and its serialized form."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundwork.config.schema import Params
from groundwork.core.errors import UserError
from groundwork.core.findings import Fact, Verdict, facts_from_csv, verdicts_from_csv
from groundwork.core.identity import canonical_json

FORMAT = 3


@dataclass(frozen=True)
class State:
    """Parameters by dotted name, facts and verdicts by name, and the confidence level of the uncorrected intervals."""

    params: Mapping[str, str]
    studies: frozenset[str]
    confidence: float
    facts: Mapping[str, Fact]
    verdicts: Mapping[str, Verdict]


def state_text(params: Params, facts: str, verdicts: str) -> str:
    """Serialize a state; equal states give equal text. `facts` and `verdicts` are the contents of the CSV files."""
    state = {
        "format": FORMAT,
        "params": params.model_dump(mode="json", exclude_defaults=True),
        "confidence": params.statistics.confidence,
        "facts": facts,
        "verdicts": verdicts,
    }
    return canonical_json(state) + "\n"


def state_from(text: str, place: str) -> State:
    """Parse a serialized state; raises UserError prefixed with `place` if the format does not match."""
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise ValueError(kept["format"])
        return _state(kept, place, place)
    except (ValueError, TypeError, KeyError, AttributeError, UserError):
        raise UserError(f"{place}: not a report state of this version") from None


def present_state(text: str) -> State:
    """Parse the output of `state_text`; raises UserError naming the CSV file if facts or verdicts are damaged."""
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
    """Yield each parameter as (dotted name, text); a list is one parameter."""
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _leaves(each, f"{name}.{key}" if name else key)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
