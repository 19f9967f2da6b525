"""Loads YAML documents as plain values: keys as text, with limits on size."""

import re
from contextlib import suppress
from functools import partial
from typing import Any

import yaml as libyaml
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

MAX_BYTES = 4_000_000  # ten seconds to read; 100,000 named variants
MAX_VALUES = 1_000_000  # nested aliases reach this in seven lines
TOO_LONG = f"it is longer than {MAX_BYTES:,} bytes and would take minutes to read"
TOO_MANY = f"with aliases expanded, it has more than {MAX_VALUES:,} values"
MERGE, TEXT = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:str"
# What libyaml and ruamel's own parser read differently: tabs, rare line breaks, directives.
NOT_FOR_LIBYAML = re.compile("[\t\x85\u2028\u2029]|^%", re.MULTILINE)


class _Constructor(SafeConstructor):
    """Reads every key as text (007 and 2026-01-02 are names too), and counts merged values."""

    merged = 0

    def flatten_mapping(self, node: Any) -> Any:
        super().flatten_mapping(node)
        self.merged += len(node.value)
        if self.merged > MAX_VALUES:
            raise ValueError(TOO_MANY)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        for key, _ in node.value:
            if isinstance(key, ScalarNode) and key.tag != MERGE:
                key.tag = TEXT
        return super().construct_mapping(node, deep)


class _LibyamlParser:
    """libyaml's events in the form of ruamel's; raises YAMLError at a tag or an anchor, which it reads differently."""

    def __init__(self, text: str, loader: YAML) -> None:  # noqa: ARG002 - ruamel passes it
        self._parser = libyaml.CSafeLoader(text)
        self._event: Any = None

    def peek_event(self) -> Any:
        if self._event is None:
            self._event = self._parser.get_event()
            if getattr(self._event, "tag", None) or getattr(self._event, "anchor", None):
                raise YAMLError
            self._event.ctag = self._event.comment = None
        return self._event

    def check_event(self, *kinds: type) -> bool:
        return type(self.peek_event()).__name__ in [kind.__name__ for kind in kinds]

    def get_event(self) -> Any:
        event, self._event = self.peek_event(), None
        return event

    def dispose(self) -> None:
        self._parser.dispose()


def load(text: str) -> Any:
    """Return the values of a YAML 1.2 document; raises ValueError if it is too large."""
    if len(text.encode()) > MAX_BYTES:
        raise ValueError(TOO_LONG)
    content = _values(text)
    if _count(content, {}) > MAX_VALUES:
        raise ValueError(TOO_MANY)
    return content


def _values(text: str) -> Any:
    """Return a document's values, by libyaml's parser where it suffices; ruamel's own takes five times as long."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    if libyaml.__with_libyaml__ and not NOT_FOR_LIBYAML.search(text):
        yaml.Parser = partial(_LibyamlParser, text)
        with suppress(YAMLError, libyaml.YAMLError, ValueError, TypeError, RecursionError):
            return yaml.load(text)
        yaml = YAML(typ="safe", pure=True)  # once more, for its own messages
        yaml.Constructor = _Constructor
    return yaml.load(text)


def _count(value: Any, known: dict[int, int]) -> int:
    """Return the number of values with all aliases expanded; recursive lists are reported elsewhere."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = 1
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_count(each, known) for each in inner)
    return known[id(value)]
