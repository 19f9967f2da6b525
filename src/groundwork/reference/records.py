"""Keeps the records of the reference run in archives, so that only what changed since is trained again."""

import io
import lzma
import re
import tarfile
from collections.abc import Iterable
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.writing import write_atomically
from groundwork.planning.plan import Plan
from groundwork.records.files import record_path
from groundwork.reference.files import FOLDER

ARCHIVES = FOLDER / "records"
SUFFIX = ".tar.xz"
MEMBER = re.compile(r"[A-Za-z0-9._-]+\.json")


def archive_records(root: Path, plan: Plan) -> list[Path]:
    """Write the records of each study that exist to reference/records and return the paths of the archives.

    A record of several studies is in the archive of the first one. Equal records give equal bytes, so that git stores
    only the archives of studies that changed. Archives of studies without records are deleted.
    """
    archived: set[str] = set()
    written = []
    for study in plan.studies:
        names = sorted(set(plan.studies[study].records) - archived)
        archived |= set(names)
        paths = [path for name in names if (path := record_path(root, name)).is_file()]
        if paths:
            written.append(write_atomically(root / ARCHIVES / f"{study}{SUFFIX}", _archive_of(paths)))
    for other in set((root / ARCHIVES).glob(f"*{SUFFIX}")) - set(written):
        other.unlink()
    return written


def restore_records(root: Path) -> int:
    """Extract the archived records that results/records does not have, and return how many they are.

    Each run sets aside records that do not match their checksum. Raises UserError if an archive is damaged or holds
    anything but records.
    """
    restored = 0
    for path in sorted((root / ARCHIVES).glob(f"*{SUFFIX}")):
        try:
            restored += sum(_restore(root, name, content) for name, content in _members_of(path))
        except (tarfile.TarError, lzma.LZMAError, EOFError, ValueError) as error:
            place = ARCHIVES / path.name
            raise UserError(
                f"{place}: damaged ({error}); restore it with `git checkout {place}`, or delete it"
            ) from None
    return restored


def _archive_of(paths: Iterable[Path]) -> bytes:
    """Return an archive of files, without their times and owners."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in paths:
            content = path.read_bytes()
            member = tarfile.TarInfo(path.name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return lzma.compress(buffer.getvalue(), preset=9)


def _members_of(path: Path) -> Iterable[tuple[str, bytes]]:
    with tarfile.open(path, mode="r:xz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() and MEMBER.fullmatch(member.name) else None
            if content is None:
                raise ValueError(f"{member.name!r} is not a record")
            yield member.name, content.read()


def _restore(root: Path, name: str, content: bytes) -> bool:
    path = record_path(root, name.removesuffix(".json"))
    if path.exists():
        return False
    write_atomically(path, content)
    return True
