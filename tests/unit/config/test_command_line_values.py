"""Values of --config are kept as written, however Snakemake converts them."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.command_line_values import config_values
from groundwork.config.reading import read_params
from groundwork.core.errors import UserError


@pytest.mark.parametrize(
    ("taken_for", "word"),
    [
        (2026, "2026"),
        (7, "007"),
        (100.0, "1e2"),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (True, "true"),
        ("null", "null"),
        (["1"], "[1]"),
        ("a=b", "a=b"),
    ],
)
@pytest.mark.parametrize("start", ["", "--config=", "-C"])
def test_value_is_kept_as_written(taken_for: object, word: str, start: str) -> None:
    command_line = ["--cores", "1", "--config", f"{start}budget={word}"]

    assert config_values({"budget": taken_for}, command_line) == {"budget": word}


def test_last_value_wins_and_profile_value_is_text() -> None:
    assert config_values({"budget": 8, "params": "p.yaml"}, ["-C", "budget=7", "budget=08"]) == {
        "budget": "08",
        "params": "p.yaml",
    }


@pytest.mark.parametrize(
    ("config", "command_line", "message"),
    [
        ({"budget": None}, ["budget="], "--config budget=: no value; write one, or omit budget"),
        ({"params": None}, ["params="], "--config params=: no value; write one, or omit params"),
        ({"buget": 1}, ["buget=1"], "--config buget=1: unknown key; did you mean 'budget'? (budget, params)"),
    ],
)
def test_missing_value_or_unknown_key_gives_one_line_error(
    config: dict[str, Any], command_line: list[str], message: str
) -> None:
    with pytest.raises(UserError) as error:
        config_values(config, command_line)

    assert str(error.value) == message


@pytest.mark.parametrize("name", ["2026", "007", "1e2", "2026-01-02", "true", "null"])
def test_budget_names_that_are_accepted(write: Callable[[object], Path], values: dict[str, Any], name: str) -> None:
    path = write(values)
    text = path.read_text(encoding="utf-8").replace('"budgets": {"small":', f'"budgets": {{{name}:')

    assert read_params(write(text), ["digits", "mnist"], budget=name).budget == name
