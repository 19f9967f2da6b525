"""Documents have the values that ruamel's own parser gives, whichever parser has read them."""

from pathlib import Path
from typing import Any

import pytest

from groundwork.config.documents import load

ROOT = Path(__file__).parents[3]
FILES = [ROOT / "params.yaml", ROOT / "tests/data/tiny.yaml", *sorted(ROOT.glob("report/content/*.yaml"))]
READ_DIFFERENTLY_BY_LIBYAML = {
    "tab": "{c\td: e}",
    "line separator": "\u2028? a\n: b\n",
    "directive": "%YAML 1.1\n---\n010\n",
    "tag": "- !!!str 3\n",
    "anchor of a key": "- &key: 3\n",
}


def by_ruamel_alone(text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the values, or the error."""
    with monkeypatch.context() as without:
        without.setattr("yaml.__with_libyaml__", False)
        return outcome(text)


def outcome(text: str) -> Any:
    try:
        return load(text)
    except Exception as error:
        return repr(error)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_have_equal_values_by_both_parsers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    values = load(text)

    assert repr(values) == repr(by_ruamel_alone(text, monkeypatch))  # 1 is equal to 1.0 and to True


def test_files_are_read_by_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each start of a run takes longer, and nothing else shows it."""
    monkeypatch.setattr("ruamel.yaml.parser.Parser.get_event", None)

    assert all(load(path.read_text(encoding="utf-8")) is not None for path in FILES)


@pytest.mark.parametrize("text", READ_DIFFERENTLY_BY_LIBYAML.values(), ids=READ_DIFFERENTLY_BY_LIBYAML)
def test_ruamel_reads_what_libyaml_would_read_differently(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome(text) == by_ruamel_alone(text, monkeypatch)
