"""Gets each dataset's raw files from the first source that has them, verified."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.repair import Report, disk_errors_as_user_errors, require_folder
from groundwork.core.writing import discard, set_aside
from groundwork.dataset.asking import Source
from groundwork.dataset.dataset_lock import dataset_lock
from groundwork.dataset.mirror import MIRROR_VARIABLE
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.paths import prepared_path, raw_folder
from groundwork.dataset.presence import is_prepared
from groundwork.dataset.reasons import UnavailableError
from groundwork.dataset.sources import SOURCES
from groundwork.dataset.verification import file_mismatch

INCOMING = ".incoming"


def resolve_datasets(
    requested: Sequence[str], fallback: str | None, root: Path, report: Report, *, prepared_suffices: bool = False
) -> dict[str, str]:
    """Return which dataset stands for each requested one: itself, verified on disk, or the fallback.

    With `prepared_suffices`, no raw file of a dataset is looked at whose prepared file exists already. What the user
    should know goes to `report`, a line each; raises UserError where one is missing without a fallback, or where the
    disk refuses.
    """
    folder = root / "data" / "prepared"
    with disk_errors_as_user_errors(folder):
        require_folder(folder, root, report, make=False)
        looked_at = [*requested, *([fallback] if fallback else [])]
        found = [name for name in looked_at if is_prepared(prepared_path(name, root), report)]
    here = found if prepared_suffices else []
    return {name: name if name in here else _resolve(name, fallback, root, report) for name in requested}


def make_raw_folder(root: Path, report: Report) -> None:
    """Make the folder of all raw files, which DVC asks for even where there are none; UserError where it cannot be."""
    folder = root / "data" / "raw"
    with disk_errors_as_user_errors(folder):
        require_folder(folder, root, report)


def acquire(origin: Origin, root: Path, report: Report) -> list[str]:
    """Put the verified raw files in place, or return each source's reason for not having them (empty: all is there).

    Raises UserError where the disk refuses.
    """
    if not origin.files:
        return []
    folder = raw_folder(origin.name, root)
    with dataset_lock(origin.name, root, report), disk_errors_as_user_errors(folder):
        require_folder(folder, root, report)
        return _fetch(origin, root, report)


def _resolve(name: str, fallback: str | None, root: Path, report: Report) -> str:
    reasons = acquire(ORIGINS[name], root, report)
    if not reasons:
        return name
    why = f"{name} is missing ({'; '.join(reasons)})"
    mend = (
        f"connect to the network, or set {MIRROR_VARIABLE} to a folder or URL that holds {name}/<file>.gz, "
        "then run again"
    )
    if fallback is None:
        raise UserError(f"{why}; {mend}")
    report(f"{why}; {fallback} stands for it, so its numbers are from other data; for the real ones {mend}")
    return fallback


def _fetch(origin: Origin, root: Path, report: Report) -> list[str]:
    folder = raw_folder(origin.name, root)
    discard(folder / INCOMING)  # what a killed run has left
    wanted = [file for file in origin.files if not _verified_on_disk(origin, file, folder, report)]
    reasons = [f"data/raw/{origin.name}: {len(wanted)} of {len(origin.files)} files missing"]
    for label, source in SOURCES.items():
        if not wanted:
            return []
        with _incoming(folder) as incoming:
            reason = _ask(source, origin, wanted, incoming, root)
            placed = [file for file in wanted if _place(origin, file, incoming, folder, label, report)]
        wanted = [file for file in wanted if file not in placed]
        reasons.append(f"{label}: {reason or 'refused'}")
        if placed:
            report(f"{origin.name}: {len(placed)} of {len(origin.files)} files fetched and verified, from {label}")
    return reasons if wanted else []


def _verified_on_disk(origin: Origin, file: str, folder: Path, report: Report) -> bool:
    path = folder / file
    if not os.path.lexists(path):
        return False
    why = file_mismatch(origin, file, path)
    if why is None:
        return True
    report(f"data/raw/{origin.name}/{file}: {why}; set aside as {set_aside(path)} and fetched again")
    return False


@contextmanager
def _incoming(folder: Path) -> Iterator[Path]:
    """Yield an empty folder on the same disk, so that a rename out of it is atomic."""
    incoming = folder / INCOMING
    incoming.mkdir()
    try:
        yield incoming
    finally:
        discard(incoming)


def _ask(source: Source, origin: Origin, wanted: Sequence[str], incoming: Path, root: Path) -> str | None:
    try:
        source(origin, wanted, incoming, root)
    except UnavailableError as error:
        return f"{error}"
    return None


def _place(origin: Origin, file: str, incoming: Path, folder: Path, label: str, report: Report) -> bool:
    fetched = incoming / file
    if not fetched.exists():
        return False
    why = file_mismatch(origin, file, fetched)
    if why is not None:
        report(f"{label}: {origin.name}/{file}: {why}; refused")
        return False
    fetched.replace(folder / file)
    return True
