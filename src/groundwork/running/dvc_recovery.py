"""Mends what a kill leaves of DVC's own files, which DVC refuses from then on until they are deleted by hand.

DVC writes `dvc.lock` and `.dvc/tmp/rwlock` in place, so that a kill can leave either empty or cut. The rest survives:
its cache is written under other names, its database in transactions, and its locks are the kernel's.
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
    """Put aside what DVC could not read and free what no living process holds; return a line for each."""
    folder = root / ".dvc" / "tmp"
    if not folder.is_dir():
        return []
    lines = []
    # Under the very locks that DVC holds while it writes: a file that is being written is cut for a moment, too.
    with _locked(folder / "lock") as locked:
        if locked:
            lines += _repair_lock_file(root / "dvc.lock", folder / DAMAGED)
    with _locked(folder / "rwlock.lock") as locked:
        if locked:
            lines += _repair_rwlock(folder / "rwlock")
    return lines


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold one of DVC's locks, if no process does."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # With `core.hardlink_lock`, DVC's lock is not the kernel's but that the file has a second name.
        locked = os.fstat(descriptor).st_nlink == 1
    except OSError:
        locked = False
    try:
        yield locked
    finally:
        os.close(descriptor)


def _repair_lock_file(path: Path, aside: Path) -> list[str]:
    """Put a cut dvc.lock aside: without it, DVC asks every stage again, and writes it anew."""
    try:
        content = path.read_bytes()
    except OSError:
        return []
    if _looks_whole(content) or CONFLICT.search(content) or _dvc_accepts(content):
        return []
    path.replace(aside)
    return [f"dvc.lock: truncated by a kill; set aside as .dvc/tmp/{aside.name}, the next `dvc repro` writes a new one"]


def _looks_whole(content: bytes) -> bool:
    """Whether a file is as DVC ends it: what a kill has cut ends in a line, or in a key without its value."""
    return content.startswith(b"schema:") and content.endswith(b"\n") and not content.rstrip().endswith(b":")


def _dvc_accepts(content: bytes) -> bool:
    # Slow to import, and asked only of a file that looks cut: one written by hand may end as it likes.
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
    """Empty a list of holders that cannot be read, and take out those whose number another process has got since."""
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
    """Return the same without those that are dead for certain; raises where it has not the shape that DVC gives it."""
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
    """Whether a number belongs to a process that started after the list was written, and runs another program.

    DVC itself takes out those whose number belongs to nobody.
    """
    process = Path("/proc") / str(int(pid))
    program = os.fsencode(Path(command.split()[0]).name)
    try:
        # The fields behind the name, which is in parentheses and may hold any; the 22nd of all counts from the boot.
        ticks = int((process / "stat").read_bytes().rpartition(b")")[2].split()[19])
        words = (process / "cmdline").read_bytes()
        (boot,) = re.findall(rb"^btime (\d+)$", Path("/proc/stat").read_bytes(), re.MULTILINE)
    except OSError:
        return False
    started = int(boot) + ticks / os.sysconf("SC_CLK_TCK")
    # A second more: the boot's moment is told in whole seconds. The program is asked as well, as clocks may be set.
    return started > written + 1 and program not in words
