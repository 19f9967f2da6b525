"""Repairs DVC's files after a kill; otherwise DVC rejects them until they are deleted by hand.

DVC writes `dvc.lock` and `.dvc/tmp/rwlock` in place, so a kill can leave either one empty or truncated. Everything
else survives: the cache is written under temporary names, the database in transactions, and locks are the kernel's.
"""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from groundwork.core.writing import write_atomically

CONFLICT = re.compile(rb"^(<{7}|={7}|>{7})", re.MULTILINE)
DAMAGED = "dvc.lock.damaged"


def recover(root: Path) -> list[str]:
    """Set aside files that DVC cannot read and release entries of dead processes; return a line for each."""
    folder = root / ".dvc" / "tmp"
    if not folder.is_dir():
        return []
    lines = []
    # Take DVC's own locks: a file that DVC is writing is also truncated for a moment.
    with _locked(folder / "lock") as locked:
        if locked:
            lines += _repair_lock_file(root / "dvc.lock", folder / DAMAGED)
    with _locked(folder / "rwlock.lock") as locked:
        if locked:
            lines += _repair_rwlock(folder / "rwlock")
    return lines


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Acquire one of DVC's locks if it is free; yields whether it was acquired."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # With `core.hardlink_lock`, DVC does not use flock but creates a second hard link to the file.
        locked = os.fstat(descriptor).st_nlink == 1
    except OSError:
        locked = False
    try:
        yield locked
    finally:
        os.close(descriptor)


def _repair_lock_file(path: Path, aside: Path) -> list[str]:
    """Set aside a truncated dvc.lock; without it, DVC runs every stage again and writes a new one."""
    try:
        content = path.read_bytes()
    except OSError:
        return []
    if _looks_whole(content) or CONFLICT.search(content) or _dvc_accepts(content):
        return []
    path.replace(aside)
    return [f"dvc.lock: truncated by a kill; set aside as .dvc/tmp/{aside.name}, the next `dvc repro` writes a new one"]


def _looks_whole(content: bytes) -> bool:
    """Return whether a file looks complete: a truncated one ends mid-line or with a key without a value."""
    return content.startswith(b"schema:") and content.endswith(b"\n") and not content.rstrip().endswith(b":")


def _dvc_accepts(content: bytes) -> bool:
    # Slow to import, so only for a file that looks truncated; a file edited by hand may be valid.
    from dvc.schema import COMPILED_LOCKFILE_SCHEMA
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from voluptuous import Invalid

    try:
        COMPILED_LOCKFILE_SCHEMA(YAML(typ="safe").load(content.decode()) or {})
    except (UnicodeDecodeError, YAMLError, Invalid):
        return False
    return True


def _repair_rwlock(path: Path) -> list[str]:
    """Reset an unreadable rwlock, and remove entries whose PID now belongs to another process."""
    try:
        written = path.stat().st_mtime
        holders = json.loads(path.read_bytes())
        living = _living(holders, written)
    except OSError:
        return []
    except (ValueError, TypeError, LookupError, AttributeError):
        write_atomically(path, "{}")
        return [".dvc/tmp/rwlock: truncated by a kill; emptied"]
    if living == holders:
        return []
    write_atomically(path, json.dumps(living))
    return [".dvc/tmp/rwlock: held by a killed process; released"]


def _living(holders: Any, written: float) -> dict[str, Any]:
    """Return the entries without those that are certainly dead; raises if the format is not DVC's."""
    unknown = holders.keys() - {"read", "write"}
    if unknown:
        raise ValueError(unknown)
    readers = {
        place: [each for each in several if not _is_another(each["pid"], each["cmd"], written)]
        for place, several in holders.get("read", {}).items()
    }
    writers = {
        place: each
        for place, each in holders.get("write", {}).items()
        if not _is_another(each["pid"], each["cmd"], written)
    }
    living = {"read": {place: several for place, several in readers.items() if several}, "write": writers}
    return {name: places for name, places in living.items() if name in holders}


def _is_another(pid: int, command: str, written: float) -> bool:
    """Return whether a PID belongs to a process that started after the list was written and runs another program.

    DVC itself removes entries without a living process.
    """
    process = Path("/proc") / str(int(pid))
    program = os.fsencode(Path(command.split()[0]).name)
    try:
        # Skip the name, which is in parentheses and may contain spaces; field 22 is the start time in ticks.
        ticks = int((process / "stat").read_bytes().rpartition(b")")[2].split()[19])
        words = (process / "cmdline").read_bytes()
        (boot,) = re.findall(rb"^btime (\d+)$", Path("/proc/stat").read_bytes(), re.MULTILINE)
    except OSError:
        return False
    started = int(boot) + ticks / os.sysconf("SC_CLK_TCK")
    # Boot time has a resolution of one second. The program is compared too, because clocks can be changed.
    return started > written + 1 and program not in words
