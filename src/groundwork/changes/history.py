"""The states of earlier reports in results/history, numbered in the order in which they were kept."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from groundwork.changes.state import State, state_from
from groundwork.core.errors import UserError
from groundwork.core.identity import DIGEST_LENGTH
from groundwork.core.writing import write_whole

FOLDER = Path("results", "history")
KEPT = 2
NAME = re.compile(rf"(\d+)-([0-9a-f]{{{DIGEST_LENGTH}}})\.json")


@dataclass(frozen=True, order=True)
class Entry:
    """A kept state: its number, the digest of its text that its name holds, and its path."""

    number: int
    digest: str
    path: Path


@dataclass(frozen=True)
class Earlier:
    """The newest state that is not the present one, where there is one, and why newer ones could not be read."""

    state: State | None
    refusals: tuple[str, ...]


def earlier(root: Path, present: str) -> Earlier:
    """Return the newest kept state whose text is another than the present one; what cannot be read counts as absent."""
    refusals: list[str] = []
    for entry in _entries(root):
        if entry.digest != _digest(present.encode()):
            try:
                return Earlier(_state(root, entry), tuple(refusals))
            except UserError as error:
                refusals.append(f"{error}; taken for absent")
    return Earlier(None, tuple(refusals))


def keep(root: Path, present: str) -> Path:
    """Keep the present state as the newest, delete all but the newest and the one before it, and return its path."""
    digest, entries = _digest(present.encode()), _entries(root)
    is_newest = bool(entries) and entries[0].digest == digest
    number = entries[0].number + (not is_newest) if entries else 1
    path = root / FOLDER / f"{number:06}-{digest}.json"
    write_whole(path, present)
    before = [entry.path for entry in entries if entry.digest != digest and _is_sound(entry)]
    kept = {path, *before[: KEPT - 1]}
    for other in path.parent.iterdir():
        if other.is_file() and other not in kept:
            other.unlink()
    return path


def _entries(root: Path) -> list[Entry]:
    """Return what is kept, the newest first."""
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
