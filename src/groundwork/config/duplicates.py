"""What a list of params.yaml, or of another YAML file, says more than once."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

from pydantic import BaseModel


def repeated(values: Sequence[Any]) -> list[Any]:
    """Return what stands in a list more than once, each as it stands there first; in a time that grows as the list."""
    counts: Counter[Hashable] = Counter()
    firsts: dict[Hashable, Any] = {}
    for value in values:
        key = _key(value)
        counts[key] += 1
        firsts.setdefault(key, value)
    return [firsts[key] for key, count in counts.items() if count > 1]


def _key(value: Any) -> Hashable:
    """Return what equal values share, and a dictionary can look up."""
    if isinstance(value, BaseModel):
        return _key(value.model_dump())
    if isinstance(value, dict):
        return "mapping", frozenset((key, _key(each)) for key, each in value.items())
    return ("list", *map(_key, value)) if isinstance(value, list | tuple) else value
