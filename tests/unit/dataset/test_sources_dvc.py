"""DVC's cache and remote, in a temporary repository."""

import errno
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dvc.repo import Repo

from groundwork.dataset.acquisition import resolve_datasets
from groundwork.dataset.dvc_storage import from_dvc_cache, from_dvc_remote
from groundwork.dataset.failures import UnavailableError
from groundwork.dataset.origin import Origin
from groundwork.dataset.sources import SOURCES
from tests.unit.dataset.folders import contents

IMAGES = "train-images-idx3-ubyte"


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return tmp_path / "remote"


@pytest.fixture
def repository(root: Path, raw: Path, remote: Path) -> Iterator[Any]:
    """A git and DVC repository whose cache and remote have the raw files, which are not in the folder."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    Repo.init(str(root)).close()
    with Repo(str(root)) as repository:
        with repository.config.edit() as config:
            config["remote"]["store"] = {"url": str(remote)}
            config["core"]["remote"] = "store"
        repository.add(str(raw))
        repository.push()
        for path in raw.iterdir():
            path.unlink()
        yield repository


def test_without_dvc_there_is_nothing(origin: Origin, root: Path, incoming: Path) -> None:
    for source in (from_dvc_cache, from_dvc_remote):
        with pytest.raises(UnavailableError, match=r"^no \.dvc folder$"):
            source(origin, [IMAGES], incoming, root)


@pytest.mark.usefixtures("origin")
def test_a_broken_dvc_folder_is_a_reason(origin: Origin, root: Path, incoming: Path) -> None:
    (root / ".dvc").mkdir()
    (root / ".dvc" / "config").write_text("no section")
    with pytest.raises(UnavailableError, match=r"^dvc: "):
        from_dvc_cache(origin, [IMAGES], incoming, root)


def test_the_cache_and_the_remote(
    repository: Any, origin: Origin, root: Path, incoming: Path, payloads: dict[str, bytes]
) -> None:
    from_dvc_cache(origin, [IMAGES], incoming, root)
    assert contents(incoming) == {IMAGES: payloads[IMAGES]}
    _empty(repository)
    with pytest.raises(UnavailableError, match=f"^no {IMAGES}$"):
        from_dvc_cache(origin, [IMAGES], incoming, root)
    from_dvc_remote(origin, list(payloads), incoming, root)
    assert contents(incoming) == payloads


def test_a_remote_that_is_not_set_or_not_there(
    repository: Any, origin: Origin, root: Path, incoming: Path, remote: Path
) -> None:
    remote.rename(remote.with_name("elsewhere"))
    with pytest.raises(UnavailableError, match=f"^no {IMAGES}$"):
        from_dvc_remote(origin, [IMAGES], incoming, root)
    with repository.config.edit() as config:
        del config["core"]["remote"]
    with pytest.raises(UnavailableError, match=r"^no default remote$"):
        from_dvc_remote(origin, [IMAGES], incoming, root)


def test_fetch_works_under_dvc_lock_and_rejects_bad_objects(
    repository: Any, origin: Origin, root: Path, raw: Path, payloads: dict[str, bytes]
) -> None:
    cached = Path(repository.cache.local.oid_to_path(origin.files[IMAGES].md5))
    cached.chmod(0o644)
    cached.write_bytes(payloads[IMAGES][:9])
    lines: list[str] = []
    with repository.lock:
        assert resolve_datasets(["tiny"], None, root, lines.append) == {"tiny": "tiny"}
    assert lines[0].startswith(f"DVC cache: tiny/{IMAGES}: truncated, 9 of 52 bytes: expected md5 ")
    assert lines[1:] == [
        "tiny: 3 of 4 files fetched and verified, from DVC cache",
        "tiny: 1 of 4 files fetched and verified, from DVC remote",
    ]
    assert contents(raw) == payloads


class Refusing:
    """A store whose driver includes credentials in its errors."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.fs = self

    def oid_to_path(self, md5: str) -> str:
        return md5

    def get_file(self, *_: str) -> None:
        raise self.error


@pytest.fixture
def refuse(repository: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Give the remote credentials, and make its driver fail."""
    with repository.config.edit() as config:
        config["remote"]["store"] = {"url": "webdav://reader:s3cret@host/x", "password": "pa55word", "token": "t0ken"}

    def fail(error: Exception) -> None:
        monkeypatch.setattr("dvc.data_cloud.DataCloud.get_remote_odb", lambda _: Refusing(error))

    return fail


def test_the_credentials_of_a_remote_are_not_shown(
    refuse: Callable[[Exception], None], origin: Origin, root: Path, incoming: Path
) -> None:
    refuse(RuntimeError("webdav://reader:s3cret@host/x?sig=1 for reader: no pa55word, no t0ken, no s3cret"))
    with pytest.raises(UnavailableError) as caught:
        from_dvc_remote(origin, [IMAGES], incoming, root)
    assert f"{caught.value}" == "dvc: webdav://***@host/x?*** for ***: no ***, no ***, no ***"


def test_full_disk_is_not_blamed_on_remote(
    refuse: Callable[[Exception], None], origin: Origin, root: Path, incoming: Path
) -> None:
    """Even if the driver has wrapped the error several times."""
    error = RuntimeError("not copied")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    refuse(error)
    with pytest.raises(OSError, match="No space left on device"):
        from_dvc_remote(origin, [IMAGES], incoming, root)


def test_remote_runs_in_separate_process(
    repository: Any, origin: Origin, root: Path, incoming: Path, payloads: dict[str, bytes]
) -> None:
    _empty(repository)
    SOURCES["DVC remote"](origin, list(payloads), incoming, root)
    assert contents(incoming) == payloads
    with repository.config.edit() as config:
        del config["core"]["remote"]
    with pytest.raises(UnavailableError, match=r"^no default remote$"):
        SOURCES["DVC remote"](origin, [IMAGES], incoming, root)


def _empty(repository: Any) -> None:
    for path in Path(repository.cache.local.path).rglob("*"):
        if path.is_file():
            path.unlink()
