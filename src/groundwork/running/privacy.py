"""Private directories of this user, of mode 0700.

Every job's process loads this, so it imports little at the top.
"""

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NotPrivateError(PermissionError):
    """The path is not a directory of mode 0700 owned by this user."""


def private_folder(name: str) -> "Path":
    """Return this user's private folder of that name, creating it if needed; raises OSError if it is not private."""
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}"
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    require_private(str(folder))
    return folder


def require_private(folder: str) -> None:
    """Raise OSError unless the directory is owned by this user with mode 0700."""
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o777 != 0o700:
        raise NotPrivateError(f"{folder}: not a private folder of this user")
