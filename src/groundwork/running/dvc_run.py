"""Runs the pipeline through DVC; the only output of DVC that is shown is its errors."""

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

ALREADY_REPORTED = "exited with 1"  # each command of dvc.yaml has printed its own message by then
NEXT_STEP = "fix this, or run `snakemake`, which makes the same report without DVC"
CONFLICT = "resolve the conflict, for example with `git checkout --ours dvc.lock`, and run again"
NO_REPOSITORY = "DVC tracks nothing here; making the report without it"


def reproduce(root: Path) -> None:
    """Do what `dvc repro` does, or exec `snakemake` without a git repository; raises UserError with DVC's error."""
    with disk_errors_as_user_errors(root / ".dvc"):
        for line in recover(root):
            _say(line)
    # Imported late: it takes a second.
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
    """Run DVC; return False if its database was damaged and has been deleted, so that it should run again."""
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
    """Delete DVC's damaged checksum databases and return their folders."""
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
    """Raise UserError with DVC's error in one line; exit silently if a stage has already printed its own."""
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
