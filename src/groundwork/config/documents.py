"""Loads YAML documents as plain values: keys as text, with limits on size."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import ScalarNode

MOST_BYTES = 4_000_000  # ten seconds to read; 100,000 named variants
MOST_VALUES = 1_000_000  # nested aliases reach this in seven lines
TOO_LONG = f"it is longer than {MOST_BYTES:,} bytes and would take minutes to read"
TOO_MANY = f"with aliases expanded, it has more than {MOST_VALUES:,} values"
MERGE, TEXT = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:str"


class _Constructor(SafeConstructor):
    """Reads every key as text (007 and 2026-01-02 are names too), and counts merged values."""

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
    """Return the values of a YAML 1.2 document; raises ValueError if it is too large."""
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(TOO_LONG)
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    content = yaml.load(text)
    if _count(content, {}) > MOST_VALUES:
        raise ValueError(TOO_MANY)
    return content


def _count(value: Any, known: dict[int, int]) -> int:
    """Return the number of values with all aliases expanded; recursive lists are reported elsewhere."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = 1
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_count(each, known) for each in inner)
    return known[id(value)]
