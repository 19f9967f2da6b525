"""Stores the states of earlier reports in results/history, numbered in order."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from groundwork.changes.state import State, state_from
from groundwork.core.errors import UserError
from groundwork.core.identity import DIGEST_LENGTH
from groundwork.core.writing import write_atomically

FOLDER = Path("results", "history")
KEPT = 2
NAME = re.compile(rf"(\d+)-([0-9a-f]{{{DIGEST_LENGTH}}})\.json")


@dataclass(frozen=True, order=True)
class Entry:
    """A stored state: its number, the digest in its file name, and its path."""

    number: int
    digest: str
    path: Path


@dataclass(frozen=True)
class Earlier:
    """The newest stored state that differs from the current one, if any, and why newer ones were unreadable."""

    state: State | None
    refusals: tuple[str, ...]


def earlier(root: Path, present: str) -> Earlier:
    """Return the newest stored state that differs from the current one; unreadable states are skipped."""
    refusals: list[str] = []
    for entry in _entries(root):
        if entry.digest != _digest(present.encode()):
            try:
                return Earlier(_state(root, entry), tuple(refusals))
            except UserError as error:
                refusals.append(f"{error}; ignored")
    return Earlier(None, tuple(refusals))


def store(root: Path, present: str) -> Path:
    """Store the current state, delete all but the two newest, and return its path."""
    digest, entries = _digest(present.encode()), _entries(root)
    is_newest = bool(entries) and entries[0].digest == digest
    number = entries[0].number + (not is_newest) if entries else 1
    path = root / FOLDER / f"{number:06}-{digest}.json"
    write_atomically(path, present)
    before = [entry.path for entry in entries if entry.digest != digest and _is_sound(entry)]
    kept = {path, *before[: KEPT - 1]}
    for other in path.parent.iterdir():
        if other.is_file() and other not in kept:
            other.unlink()
    return path


def _entries(root: Path) -> list[Entry]:
    """Return the stored states, newest first."""
    found = [(NAME.fullmatch(path.name), path) for path in (root / FOLDER).glob("*.json") if path.is_file()]
    return sorted((Entry(int(match[1]), match[2], path) for match, path in found if match), reverse=True)


def _state(root: Path, entry: Entry) -> State:
    place = entry.path.relative_to(root).as_posix()
    if not _is_sound(entry):
        raise UserError(f"{place}: damaged")
    return state_from(entry.path.read_text(encoding="utf-8"), place)


def _is_sound(entry: Entry) -> bool:
    return _digest(entry.path.read_bytes()) == entry.digest


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]
