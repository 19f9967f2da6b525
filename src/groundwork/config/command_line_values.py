"""The values of --config as the user wrote them, before Snakemake converts them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from groundwork.config.suggestions import shown, suggestion
from groundwork.core.errors import UserError

CONFIG_KEYS = ("budget", "params")
WRITTEN = re.compile(r"(?:--config=|-C=?)?(\w+)=(.*)", re.DOTALL)


def config_values(config: Mapping[str, Any], command_line: Sequence[str]) -> dict[str, str]:
    """Return each value of --config as written: Snakemake converts 007 to a number and 2026-01-02 to a date.

    Values from a profile instead of the command line are converted to text. Raises UserError for an unknown key or an
    empty value.
    """
    matches = filter(None, map(WRITTEN.fullmatch, command_line))
    written: dict[str, str] = {match[1]: match[2] for match in matches}
    values = {}
    for key, value in config.items():
        text = value if isinstance(value, str) else written.get(key, "" if value is None else str(value))
        if key not in CONFIG_KEYS:
            raise UserError(f"--config {key}={_plain(text)}: unknown key{suggestion(key, CONFIG_KEYS)}")
        if not text.strip() or "\0" in text:
            raise UserError(f"--config {key}={_plain(text)}: no value; write one, or omit {key}")
        values[key] = text
    return values


def _plain(text: str) -> str:
    return text if text.isprintable() else shown(text)
