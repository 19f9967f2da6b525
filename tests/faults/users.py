"""Runs as a user whom file modes bind, which they do not bind root."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.faults.scenario import CannotPlayError, Scene

UNPRIVILEGED = 65534
AS_ANOTHER = ("setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups")


def run_unprivileged(scene: Scene) -> None:
    """Give the project to an unprivileged user, as whom all further commands run; nothing to do where we are one."""
    home = scene.folder / "home"
    home.mkdir(exist_ok=True)
    scene.more["HOME"] = str(home)
    if os.getuid() != 0:
        return
    _must_be_possible()
    give(home, UNPRIVILEGED)
    give(scene.root, UNPRIVILEGED)
    dvc = scene.root.parent / "dvc"
    dvc.mkdir(exist_ok=True)
    give(dvc, UNPRIVILEGED)
    scene.before = AS_ANOTHER


def give(path: Path, user: int) -> None:
    """Make a user the owner of a folder and all in it."""
    subprocess.run(["chown", "--recursive", "--no-dereference", f"{user}:{user}", str(path)], check=True)


def must_be_root() -> None:
    """CannotPlayError where there is no second user to be."""
    if os.getuid() != 0:
        raise CannotPlayError("only root can be two users")
    _must_be_possible()


@cache
def _must_be_possible() -> None:
    asked = subprocess.run([*AS_ANOTHER, sys.executable, "-c", "import torch"], capture_output=True, check=False)
    if asked.returncode != 0:
        raise CannotPlayError("another user cannot read this environment")
