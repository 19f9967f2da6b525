"""Source files that do not parse, or define a duplicate, are named in a one-line error."""

from pathlib import Path

import pytest

from groundwork.config import catalog
from groundwork.config.catalog import LOSS, Kind, entries, unit_of_loss
from groundwork.core.errors import UserError
from groundwork.core.identity import parsed, source_text

THINGS = Kind("thing", ("things",))


@pytest.fixture
def things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with source files."""
    monkeypatch.setattr(catalog, "PACKAGE", tmp_path)
    monkeypatch.setattr(catalog, "entries", entries.__wrapped__)
    folder = tmp_path / "things"
    folder.mkdir()
    return folder


def offered() -> list[str]:
    return list(catalog.entries(THINGS))


def test_duplicate_name_error_names_both_files(things: Path) -> None:
    (things / "one.py").write_text("def rope() -> None: ...\n", encoding="utf-8")
    (things / "one_old.py").write_text("def rope() -> None: ...\n", encoding="utf-8")

    with pytest.raises(UserError) as error:
        offered()

    advice = "rename or delete one (files in a subfolder `shared` are not searched)"
    assert str(error.value) == f"thing 'rope': {things / 'one.py'} and {things / 'one_old.py'} define it; {advice}"
    (things / "shared").mkdir()
    (things / "one_old.py").rename(things / "shared" / "one_old.py")
    assert offered() == ["rope"]


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("knots: int = 1", "has type int; write one of bool, PositiveInteger, "),
        ("knots=1", "has type none; write one of bool, PositiveInteger, "),
        ("knots: PositiveInteger = KNOTS", "has default KNOTS; write the value itself"),
    ],
)
def test_unsupported_setting_type_is_rejected(things: Path, setting: str, problem: str) -> None:
    (things / "one.py").write_text(f"KNOTS = 1\n\n\ndef rope(*, {setting}) -> None: ...\n", encoding="utf-8")

    with pytest.raises(UserError) as error:
        offered()

    assert str(error.value).startswith(f"{things / 'one.py'}: line 4: setting 'knots' of thing 'rope' {problem}")


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"x = 1\ndef rope(:\n", "line 2: invalid syntax"),
        (b"x = 1\ny = '\xe9'\n", ""),
        (b"x = 1\0\n", ""),
        (b"# coding: no-such\n", ""),
        (b"x = " + b"(" * 5000 + b")" * 5000, ""),
    ],
)
def test_unparsable_file_is_named(tmp_path: Path, content: bytes, start: str) -> None:
    path = tmp_path / "broken.py"
    path.write_bytes(content)

    with pytest.raises(UserError) as error:
        parsed(path)

    assert str(error.value).startswith(f"{path}: {start}")
    assert str(error.value).endswith("; fix it there, or restore the file")
    assert "\n" not in str(error.value)


def test_bom_and_encoding_declaration_are_respected(tmp_path: Path) -> None:
    path = tmp_path / "marked.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\n")
    other = tmp_path / "latin.py"
    other.write_bytes(b"# coding: latin-1\nx = '\xe9'\n")

    assert (source_text(path), len(parsed(path).body)) == ("x = 1\n", 1)
    assert source_text(other).endswith("x = 'é'\n")


def test_loss_without_unit_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "PACKAGE", tmp_path)
    monkeypatch.setattr(catalog, "entries", entries.__wrapped__)
    path = tmp_path / LOSS.places[0]
    path.parent.mkdir()
    path.write_text("def hinge() -> Tensor: ...\n\n\ndef surprise() -> Nats: ...\n", encoding="utf-8")

    with pytest.raises(UserError) as error:
        unit_of_loss("hinge")

    known = "write one of Nats, NatsPerImage, TargetUnits, SquaredTargetUnits"
    assert str(error.value) == f"{path}: loss 'hinge': its returned value has type Tensor; {known}"
    assert unit_of_loss("surprise") == "nats"
