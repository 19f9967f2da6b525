"""Files written whole or not at all, so that a job that is killed leaves no half of one."""

import os
import shutil
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write bytes, or a text with its line ends as they are, in place of what was there, and return the path.

    Makes the folder where there is none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content.encode() if isinstance(content, str) else content)
    temporary.replace(path)
    return path


def discard(path: Path) -> None:
    """Delete what lies at a path, if anything: a file, a link, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
