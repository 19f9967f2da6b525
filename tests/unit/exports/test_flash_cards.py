"""The Anki package: stable ids, deterministic bytes, newer notes for changed ones."""

import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.core.limits import resource_error_message
from groundwork.exports.flash_cards import FIRST_TIME, KINDS, TEMPLATES, pack, repack, time_of
from groundwork.exports.notes import Note, from_memory_notes, media_name, question_notes
from groundwork.pages.rendering import read_templates
from groundwork.report.inputs import Figure
from tests.unit.exports.samples import site_with_cards

FIGURE = Figure("optimizers", "curves", "Curves", "Lower is better.", "<svg/>", "a\n1\n")
SHOWN = f'<img src="{media_name(FIGURE)}">'
QUESTION = Note("question", "adam", {"Question": "What is Adam?", "Figure": SHOWN}, ("a::b",), (FIGURE,))
OTHER = Note("question", "sgd", {"Question": "What is SGD?", "Figure": ""}, ())
CARD = Note("from_memory", "adam", {"Title": "Adam", "Code": "<pre>1</pre>"}, ())
NOTES = (QUESTION, OTHER, CARD)
# Written down: an id that changes brings every card a second time to those who have imported an earlier package.
KNOWN = {"question": (1_498_207_361, 1_201_846_773), "from_memory": (1_730_554_289, 1_985_412_067)}
BUILD = """
from tests.unit.exports.test_flash_cards import NOTES, made_templates
import hashlib
from groundwork.exports.flash_cards import pack
print(hashlib.sha256(pack(NOTES, made_templates(), "d", 7)).hexdigest())
"""


def made_templates() -> dict[str, str]:
    return {
        name: {"question": "{{Question}}", "from-memory": "{{Title}}"}.get(
            name.partition("/")[2].rpartition("-")[0], ""
        )
        for name in TEMPLATES
    }


@pytest.fixture
def templates() -> dict[str, str]:
    return made_templates()


def rows(package: bytes, query: str, folder: Path) -> list[tuple[Any, ...]]:
    path = folder / "collection.anki2"
    path.write_bytes(zipfile.ZipFile(io.BytesIO(package)).read("collection.anki2"))
    with sqlite3.connect(path) as connection:
        return connection.execute(query).fetchall()


def test_the_ids_of_models_and_decks_stay() -> None:
    assert {name: (kind.model, kind.deck) for name, kind in KINDS.items()} == KNOWN


def test_each_note_is_in_its_deck_with_its_fields_and_tags(templates: dict[str, str], tmp_path: Path) -> None:
    package = pack(NOTES, templates, "About.", 7)

    notes = rows(package, "select mid, mod, tags, flds from notes order by id", tmp_path)
    cards = rows(package, "select did, due from cards order by id", tmp_path)
    ((models, decks),) = rows(package, "select models, decks from col", tmp_path)

    assert notes[0] == (KNOWN["question"][0], 7, " a::b ", f"What is Adam?\x1f{SHOWN}")
    assert [note[0] for note in notes] == [KNOWN[note.kind][0] for note in NOTES]
    assert cards == [(KNOWN["question"][1], 0), (KNOWN["question"][1], 1), (KNOWN["from_memory"][1], 0)]
    assert [field["name"] for field in json.loads(models)[str(KNOWN["question"][0])]["flds"]] == ["Question", "Figure"]
    deck = json.loads(decks)[str(KNOWN["from_memory"][1])]
    assert (deck["name"], deck["desc"]) == ("Groundwork::From memory", "About.")


def test_figures_are_media(templates: dict[str, str]) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(NOTES, templates, "", 7))) as file:
        assert json.loads(file.read("media")) == {"0": media_name(FIGURE)}
        assert file.read("0") == b"<svg/>"


def test_a_note_is_known_by_its_kind_and_id_whatever_it_says(templates: dict[str, str], tmp_path: Path) -> None:
    changed = (replace(QUESTION, fields={"Question": "Why?", "Figure": ""}, tags=(), figures=()), OTHER, CARD)

    guids = [rows(pack(notes, templates, "", 7), "select guid from notes", tmp_path) for notes in (NOTES, changed)]

    assert guids[0] == guids[1]
    assert len(set(guids[0])) == 3


def test_equal_notes_give_equal_bytes_in_any_process(templates: dict[str, str]) -> None:
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}

    done = subprocess.run([sys.executable, "-c", BUILD], capture_output=True, text=True, env=environment)

    here = hashlib.sha256(pack(NOTES, templates, "d", 7)).hexdigest()
    assert (done.stdout, done.stderr) == (f"{here}\n", "")


def test_only_changed_notes_get_newer_time(templates: dict[str, str], tmp_path: Path) -> None:
    """Anki takes a note for changed only if its time is later; there and back again is a change each time."""
    changed = (replace(QUESTION, tags=("new",)), OTHER, CARD)

    first = repack(None, NOTES, templates, "d")
    second = repack(first, changed, templates, "d")
    third = repack(second, NOTES, templates, "d")

    assert repack(first, NOTES, templates, "d") == first
    assert [time_of(each) for each in (first, second, third)] == [FIRST_TIME, FIRST_TIME + 1, FIRST_TIME + 2]
    assert rows(third, "select distinct mod from notes", tmp_path) == [(FIRST_TIME + 2,)]


@pytest.mark.parametrize("earlier", [None, b"", b"damaged", b"PK\x05\x06" + 18 * b"\0"])
def test_foreign_package_counts_as_none(templates: dict[str, str], earlier: bytes | None) -> None:
    assert time_of(repack(earlier, NOTES, templates, "d")) == FIRST_TIME


def test_a_package_does_not_say_when_or_where_it_was_made(
    templates: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with zipfile.ZipFile(io.BytesIO(pack(NOTES, templates, "", 7))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(str(tmp_path).encode() not in file.read(name) for name in file.namelist())


@pytest.mark.parametrize(("code", "kind"), [(sqlite3.SQLITE_FULL, OSError), (sqlite3.SQLITE_ERROR, sqlite3.Error)])
def test_full_temporary_folder_is_named(
    templates: dict[str, str], monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception]
) -> None:
    def write(*_args: Any, **_settings: Any) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr("genanki.Package.write_to_file", write)
    with pytest.raises(kind) as caught:
        pack(NOTES, templates, "", FIRST_TIME)

    named = f"{tempfile.gettempdir()}: No space left on device; free disk space and run the same command again"
    assert resource_error_message(caught.value) == (named if code == sqlite3.SQLITE_FULL else None)


def test_card_templates_use_only_existing_fields(samples: SimpleNamespace) -> None:
    """Anki shows an unknown field as an error on the card."""
    site = site_with_cards(samples)
    fields = {"question": question_notes(site)[0].fields, "from_memory": from_memory_notes(site)[0].fields}
    for name, kind in KINDS.items():
        for side in ("front", "back"):
            page = f"exports/{kind.template}-{side}.html"
            named = set(re.findall(r"{{[#/]?(\w+)}}", read_templates(samples.repository, page)[page]))
            assert named - {"FrontSide"} <= set(fields[name])
