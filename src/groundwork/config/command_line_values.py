"""The words that a user wrote after --config, which Snakemake hands on as what it takes them for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from groundwork.config.suggestions import shown, suggestion
from groundwork.core.errors import UserError

CONFIG_KEYS = ("budget", "params")
WRITTEN = re.compile(r"(?:--config=|-C=?)?(\w+)=(.*)", re.DOTALL)


def words_of(config: Mapping[str, Any], command_line: Sequence[str]) -> dict[str, str]:
    """Return each value of --config as it was written: Snakemake takes 007 for a number, and 2026-01-02 for none.

    What no command line says, as it stands in a profile, is the text of its value. UserError for an unknown key and for
    an empty value.
    """
    matches = filter(None, map(WRITTEN.fullmatch, command_line))
    written: dict[str, str] = {match[1]: match[2] for match in matches}
    words = {}
    for key, value in config.items():
        word = value if isinstance(value, str) else written.get(key, "" if value is None else str(value))
        if key not in CONFIG_KEYS:
            raise UserError(f"--config {key}={_plain(word)}: unknown key{suggestion(key, CONFIG_KEYS)}")
        if not word.strip() or "\0" in word:
            raise UserError(f"--config {key}={_plain(word)}: no value; write one, or leave {key} out")
        words[key] = word
    return words


def _plain(word: str) -> str:
    return word if word.isprintable() else shown(word)
