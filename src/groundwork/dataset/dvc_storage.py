"""DVC's cache and default remote, which address files by md5."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from groundwork.dataset.atomic_rename import renamed_when_complete
from groundwork.dataset.failures import UnavailableError, failures_as_unavailable
from groundwork.dataset.origin import Origin
from groundwork.dataset.redaction import secrets_of

_SECRET_SETTING = re.compile("pass|secret|token|key|user|credential|connection|sas")


def from_dvc_cache(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Copy the files from DVC's cache by md5."""
    with _dvc_repository(root) as repository:
        _copy_objects(repository.cache.local, origin, wanted, folder)


def from_dvc_remote(origin: Origin, wanted: Sequence[str], folder: Path, root: Path) -> None:
    """Copy the files from DVC's default remote by md5."""
    with _dvc_repository(root) as repository:
        remote = _default_remote(repository)
        with failures_as_unavailable("dvc", _secrets(repository.config["remote"].get(remote, {})), (Exception,)):
            _copy_objects(repository.cloud.get_remote_odb(), origin, wanted, folder)


def require_default_remote(_: Origin, root: Path) -> None:
    """Raise UnavailableError if DVC has no default remote."""
    with _dvc_repository(root) as repository:
        _default_remote(repository)


def _default_remote(repository: Any) -> str:
    name: str | None = repository.config["core"].get("remote")
    if not name:
        raise UnavailableError("no default remote")
    return name


def _secrets(settings: Mapping[str, Any]) -> set[str]:
    """Return the secrets in a remote's settings."""
    found = secrets_of(str(settings.get("url", "")))
    return found | {str(value) for name, value in settings.items() if _SECRET_SETTING.search(name)}


@contextmanager
def _dvc_repository(root: Path) -> Iterator[Any]:
    if not (root / ".dvc").is_dir():
        raise UnavailableError("no .dvc folder")
    # Drivers may raise any exception; the reason is reported and the next source is tried.
    with failures_as_unavailable("dvc", failures=(Exception,)):
        from dvc.repo import Repo

        # Opening takes no lock, so this works inside `dvc repro`, which holds the lock.
        with Repo(str(root)) as repository:
            yield repository


def _copy_objects(store: Any, origin: Origin, wanted: Sequence[str], folder: Path) -> None:
    for file in wanted:
        try:
            with renamed_when_complete(folder / file) as part:
                store.fs.get_file(store.oid_to_path(origin.files[file].md5), str(part))
        except FileNotFoundError:
            raise UnavailableError(f"no {file}") from None
