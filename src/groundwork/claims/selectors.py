"""Selectors: how claims.yaml describes a side of a claim."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from groundwork.claims.metrics import SETTINGS
from groundwork.config.catalog import MEASUREMENT, entries
from groundwork.config.names import value_text
from groundwork.config.suggestions import require_name, shown
from groundwork.core.findings import Value
from groundwork.planning.specs import settings_of_type

Wanted = Value

CONSTANT, MEASUREMENT_KEY, CASE, AT, STUDY, METRIC = "constant", "measurement", "case", "at", "study", "metric"
FUNCTION = "function"  # the column with a measurement's name without its settings
RATE, TUNED, LAST, SMALLEST, LARGEST = "learning_rate", "tuned", "last", "smallest", "largest"
SETTINGS_IN_NUMBERS = settings_of_type(int, float)
NUMBERS = frozenset({*SETTINGS_IN_NUMBERS, CONSTANT, AT})


def _is_selector(value: Any) -> Any:
    """Accept the keys of one kind of side: settings, or a measurement with case and place, or a constant."""
    if not isinstance(value, dict):
        raise claim_error(f"{shown(value)} is not a mapping; write {{setting: value}}")
    for key in value:
        require_name(key, _phrase(value), _allowed(value))
        _check(key, value[key])
    return value


Selector = Annotated[dict[str, Wanted], BeforeValidator(_is_selector)]
"""How a side of a claim is selected.

A mapping of settings to values as in params.yaml: a name, a number, or null for a setting that is not used
(`patience: null`); `learning_rate: tuned`; for any number, `smallest` or `largest` among the variants that match the
rest. Or `{constant: 97}`. Or `{measurement: random_search}`, with `case` and `at` if it has several; `at: last` is the
largest. `study` and `metric` override the claim's own.
"""


def is_constant(selector: Selector) -> bool:
    """Return whether a selector is a constant."""
    return CONSTANT in selector


def is_measurement(selector: Selector) -> bool:
    """Return whether a selector selects a measurement."""
    return MEASUREMENT_KEY in selector


def selector_text(selector: Selector) -> str:
    """Return a selector as text."""
    parts = [f"{key} {value_text(value)}" for key, value in selector.items() if key not in {STUDY, METRIC}]
    return ", ".join(parts) or "any settings"


def claim_error(message: str) -> PydanticCustomError:
    """Return a validation error with this message."""
    return PydanticCustomError("claim", "{message}", {"message": message})


def _allowed(selector: dict[Any, Any]) -> Iterable[str]:
    if is_constant(selector):
        return [CONSTANT]
    if is_measurement(selector):
        return [MEASUREMENT_KEY, CASE, AT, STUDY, METRIC]
    return [*SETTINGS, STUDY, METRIC]


def _phrase(selector: dict[Any, Any]) -> str:
    if is_constant(selector):
        return "a key beside a constant"
    return "a key of a measurement" if is_measurement(selector) else "a setting that a side can name"


def _words_for_number(key: str) -> tuple[str, ...]:
    if key == AT:
        return (LAST,)
    tuned = (TUNED,) if key == RATE else ()
    return (*tuned, SMALLEST, LARGEST) if key in SETTINGS_IN_NUMBERS else ()


def _check(key: str, wanted: object) -> None:
    """Reject a value that its key cannot have."""
    if (wanted is None and key in SETTINGS) or (isinstance(wanted, str) and wanted in _words_for_number(key)):
        return
    is_number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
    if not (is_number if key in NUMBERS else isinstance(wanted, str)):
        expected = "a number" if key in NUMBERS else "a name"
        text = f"{wanted:g}" if is_number else shown(list(wanted) if isinstance(wanted, tuple) else wanted)
        raise claim_error(f"{key}: {text} is not {expected}; write one as params.yaml does")
    has_settings = str(wanted).startswith(tuple(f"{name} (" for name in entries(MEASUREMENT)))
    if key == MEASUREMENT_KEY and not has_settings:
        require_name(wanted, MEASUREMENT.phrase, entries(MEASUREMENT))
