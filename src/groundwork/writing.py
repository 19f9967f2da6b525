"""Files written whole or not at all, so that a job that is killed leaves no half of one."""

import os
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
