"""Packs the flash cards for Anki; equal notes give equal bytes."""

import contextlib
import errno
import io
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import genanki  # type: ignore[import-untyped]

from groundwork.exports.notes import FROM_MEMORY, QUESTION, Note, media_name

FIRST_TIME = 1_735_689_600  # Unix time of the start of 2025, earlier than any package
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest date of the format
READABLE = 0o644 << 16


@dataclass(frozen=True)
class Kind:
    """A kind of note: the ids of its Anki model and deck, its title, and the name of its templates.

    Never change an id or a title: Anki would import the notes of earlier packages a second time, or leave them as they
    are.
    """

    model: int
    deck: int
    title: str
    template: str


KINDS = {
    QUESTION: Kind(
        model=1_498_207_361,
        deck=1_201_846_773,
        title="Questions",
        template="question",
    ),
    FROM_MEMORY: Kind(
        model=1_730_554_289,
        deck=1_985_412_067,
        title="From memory",
        template="from-memory",
    ),
}
STYLE = "exports/flash-cards.css"
TEMPLATES = (STYLE, *(f"exports/{kind.template}-{side}.html" for kind in KINDS.values() for side in ("front", "back")))


def pack(notes: Sequence[Note], templates: Mapping[str, str], description: str, time: int) -> bytes:
    """Return the notes as an .apkg file with `time` as the modification time of notes and models.

    Anki identifies a note by its kind and id, and replaces it with a newer one.
    """
    of_kinds = {kind: [note for note in notes if note.kind == kind] for kind in KINDS}
    decks = [_deck(kind, members, templates, description) for kind, members in of_kinds.items() if members]
    figures = {media_name(figure): figure for note in notes for figure in note.figures}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in sorted(figures)]
        for path in paths:
            path.write_text(figures[path.name].svg, encoding="utf-8", newline="\n")
        package = io.BytesIO()
        with _full_disk_as_os_error():
            genanki.Package(decks, paths).write_to_file(package, timestamp=time)
    return _without_dates(package, time)


def repack(earlier: bytes | None, notes: Sequence[Note], templates: Mapping[str, str], description: str) -> bytes:
    """Return the earlier package if its content is the same, else one that Anki considers newer.

    Anki compares modification times, so they must increase; a counter, unlike a clock, is deterministic.
    """
    time = time_of(earlier) if earlier else None
    if time is None:
        return pack(notes, templates, description, FIRST_TIME)
    same = pack(notes, templates, description, time)
    return same if same == earlier else pack(notes, templates, description, time + 1)


@contextlib.contextmanager
def _full_disk_as_os_error() -> Iterator[None]:
    """Raise OSError, as for any other file, where SQLite finds no room for its database in the temporary folder."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir()) from error


def time_of(package: bytes) -> int | None:
    """Return the modification time of a package's notes, or None if it is not a package of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as file:
            return int(file.comment)
    except (zipfile.BadZipFile, ValueError):
        return None


def _deck(name: str, notes: Sequence[Note], templates: Mapping[str, str], description: str) -> genanki.Deck:
    kind = KINDS[name]
    deck = genanki.Deck(kind.deck, f"Groundwork::{kind.title}", description)
    model = _model(kind, notes[0].fields, templates)
    for place, note in enumerate(notes):
        guid = genanki.guid_for("groundwork", note.kind, note.id)
        deck.add_note(genanki.Note(model, list(note.fields.values()), tags=note.tags, guid=guid, due=place))
    return deck


def _model(kind: Kind, fields: Iterable[str], templates: Mapping[str, str]) -> genanki.Model:
    card = {
        "name": kind.title,
        "qfmt": templates[f"exports/{kind.template}-front.html"],
        "afmt": templates[f"exports/{kind.template}-back.html"],
    }
    named = [{"name": field} for field in fields]
    return genanki.Model(kind.model, f"Groundwork: {kind.title}", named, [card], templates[STYLE])


def _without_dates(package: io.BytesIO, time: int) -> bytes:
    """Repack the files without dates and platform information; `time` is stored as the zip comment."""
    written = io.BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        target.comment = str(time).encode()
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            target.writestr(entry, source.read(name))
    return written.getvalue()
