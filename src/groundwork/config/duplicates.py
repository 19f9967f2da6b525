"""Finds duplicates in the lists of a YAML file."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

from pydantic import BaseModel


def find_duplicates(values: Sequence[Any]) -> list[Any]:
    """Return the values that occur more than once, in order of first occurrence, in linear time."""
    counts: Counter[Hashable] = Counter()
    firsts: dict[Hashable, Any] = {}
    for value in values:
        key = _key(value)
        counts[key] += 1
        firsts.setdefault(key, value)
    return [firsts[key] for key, count in counts.items() if count > 1]


def _key(value: Any) -> Hashable:
    """Return a hashable key that is the same for equal values."""
    if isinstance(value, BaseModel):
        return _key(value.model_dump())
    if isinstance(value, dict):
        return "mapping", frozenset((key, _key(each)) for key, each in value.items())
    return ("list", *map(_key, value)) if isinstance(value, list | tuple) else value
