"""The whole pipeline through DVC, which says nothing of itself but what it refuses."""

import logging
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

from groundwork.core.errors import UserError
from groundwork.core.repair import disk_errors_as_user_errors
from groundwork.running.dvc_recovery import recover

ALREADY_REPORTED = "exited with 1"  # as each command of dvc.yaml does once it has said why
NEXT_STEP = "fix this, or run `snakemake`, which makes the same report without DVC"
CONFLICT = "resolve the conflict, for example with `git checkout --ours dvc.lock`, and run again"
NO_REPOSITORY = "DVC tracks nothing here; making the report without it"


def reproduce(root: Path) -> None:
    """Do what `dvc repro` does, or become `snakemake` where no git repository is; UserError with what DVC refuses."""
    with disk_errors_as_user_errors(root / ".dvc"):
        for line in recover(root):
            _say(line)
    # Imported here: it takes a second, and the lines above need not wait for it.
    from dvc.logger import set_loggers_level
    from dvc.scm import SCMError

    try:
        with set_loggers_level(logging.CRITICAL):
            if not _reproduced(root):
                _reproduced(root)
    except SCMError:
        _say(f"no git repository: {NO_REPOSITORY}")
        os.execvp("snakemake", ["snakemake"])  # noqa: S606
    except KeyboardInterrupt:
        raise UserError("interrupted") from None


def _reproduced(root: Path) -> bool:
    """Return whether DVC came to its end; not so where its database was damaged, which is deleted then."""
    from dvc.exceptions import DvcException
    from dvc.repo import Repo
    from dvc.scm import SCMError

    try:
        with Repo(str(root)) as repository:
            repository.reproduce()
    except SCMError:
        raise
    except (DvcException, OSError, sqlite3.Error) as error:
        if any(type(cause) is sqlite3.DatabaseError for cause in _causes(error)) and _deleted_databases():
            return False
        _raise_unless_reported(error)
    return True


def _deleted_databases() -> list[Path]:
    """Delete what DVC remembers of checksums wherever it cannot read it any more, and return those folders."""
    from dvc.dirs import site_cache_dir

    folders = [path for path in Path(site_cache_dir()).glob("repo/*") if any(map(_is_damaged, path.rglob("*.db")))]
    for folder in folders:
        shutil.rmtree(folder)
        _say(f"{folder}: DVC's checksum database was damaged; deleted, DVC will rebuild it")
    return folders


def _is_damaged(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            answer: tuple[str] = connection.execute("PRAGMA quick_check(1)").fetchone()
            return answer != ("ok",)
    except sqlite3.OperationalError:
        return False  # another user's, or in use
    except sqlite3.DatabaseError:
        return True


def _raise_unless_reported(error: BaseException) -> NoReturn:
    """End with what DVC would have said, in one line, and what to do; without a word where the pipeline has said it."""
    causes = list(_causes(error))
    said = ": ".join(" ".join(str(cause).split()).removesuffix(".") for cause in causes)
    if said.endswith(ALREADY_REPORTED):
        sys.exit(1)
    conflict = any(getattr(cause, "hint", "") for cause in causes)
    raise UserError(f"DVC: {said}; {CONFLICT if conflict else NEXT_STEP}") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
