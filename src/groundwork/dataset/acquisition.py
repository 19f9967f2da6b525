"""Fetches each dataset's raw files from the first source that has them, and verifies them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.repair import Report, disk_errors_as_user_errors, require_folder
from groundwork.core.writing import discard, set_aside
from groundwork.dataset.dataset_lock import dataset_lock
from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.mirror import MIRROR_VARIABLE
from groundwork.dataset.origin import Origin
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.paths import prepared_path, raw_folder
from groundwork.dataset.presence import is_prepared
from groundwork.dataset.source_process import Source
from groundwork.dataset.sources import SOURCES
from groundwork.dataset.verification import file_mismatch

INCOMING = ".incoming"


def resolve_datasets(
    requested: Sequence[str], fallback: str | None, root: Path, report: Report, *, prepared_suffices: bool = False
) -> dict[str, str]:
    """Map each requested dataset to the one to use: itself, if its verified files are on disk, or the fallback.

    With `prepared_suffices`, a dataset whose prepared file exists needs no raw files. Messages go to `report`, one
    line each. Raises UserError if a dataset is missing and there is no fallback, or on a disk error.
    """
    folder = root / "data" / "prepared"
    with disk_errors_as_user_errors(folder):
        require_folder(folder, root, report, make=False)
        candidates = [*requested, *([fallback] if fallback else [])]
        prepared = [name for name in candidates if is_prepared(prepared_path(name, root), report)]
    available = prepared if prepared_suffices else []
    return {name: name if name in available else _resolve(name, fallback, root, report) for name in requested}


def make_raw_folder(root: Path, report: Report) -> None:
    """Create data/raw, which DVC requires even if empty; raises UserError if that fails."""
    folder = root / "data" / "raw"
    with disk_errors_as_user_errors(folder):
        require_folder(folder, root, report)


def acquire(origin: Origin, root: Path, report: Report) -> list[str]:
    """Put the verified raw files in place; return why each source failed, or an empty list on success.

    Raises UserError on a disk error.
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
    place = f"a folder or URL that holds {name}/<file>.gz"
    fix = f"connect to the network, or set {MIRROR_VARIABLE} to {place}, and run again"
    if fallback is None:
        raise UserError(f"{why}; {fix}")
    report(f"{why}; using fallback dataset {fallback}, so results are not from {name}; to get {name}, {fix}")
    return fallback


def _fetch(origin: Origin, root: Path, report: Report) -> list[str]:
    folder = raw_folder(origin.name, root)
    discard(folder / INCOMING)  # left by a killed run
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
    """Yield an empty folder on the same file system, so that renaming a file out of it is atomic."""
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
