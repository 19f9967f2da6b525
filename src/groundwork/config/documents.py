"""A YAML document read as plain values: every key as it is written, and no more of them than a person would write."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import ScalarNode

MOST_BYTES = 4_000_000  # ten seconds to read, and 100,000 variants by name
MOST_VALUES = 1_000_000  # which aliases of aliases reach in seven lines
TOO_LONG = f"it is longer than {MOST_BYTES:,} bytes, which would take minutes to read"
TOO_MANY = f"with its aliases written out, it holds more than {MOST_VALUES:,} values"
MERGE, TEXT = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:str"


class _Constructor(SafeConstructor):
    """Takes each key for text, as 007 and 2026-01-02 are names like any other, and counts what merges add."""

    merged = 0

    def flatten_mapping(self, node: Any) -> Any:
        super().flatten_mapping(node)
        self.merged += len(node.value)
        if self.merged > MOST_VALUES:
            raise ValueError(TOO_MANY)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        for key, _ in node.value:
            if isinstance(key, ScalarNode) and key.tag != MERGE:
                key.tag = TEXT
        return super().construct_mapping(node, deep)


def load(text: str) -> Any:
    """Return the values of a YAML 1.2 document; ValueError where there are too many to be worked with."""
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(TOO_LONG)
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    content = yaml.load(text)
    if _count(content, {}) > MOST_VALUES:
        raise ValueError(TOO_MANY)
    return content


def _count(value: Any, known: dict[int, int]) -> int:
    """Return how many values there are with all aliases written out; a list that holds itself is told elsewhere."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = 1
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_count(each, known) for each in inner)
    return known[id(value)]
