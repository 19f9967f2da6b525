"""Private directories of this user, of mode 0700.

Like `fork_client`, this is loaded by each job's own process: it imports little, and the rest where it is needed.
"""

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NotPrivateError(PermissionError):
    """What lies in the place of such a folder may be anybody's."""


def private_folder(name: str) -> "Path":
    """Return this user's own folder of a name, made where there is none; OSError where it cannot be private."""
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
        raise NotPrivateError(f"{folder}: not a folder of this user alone")
