"""Runs as a user whom file modes bind, which they do not bind root, and files of another user."""

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.scenario import CannotPlayError, Scene

OTHER = 65534
DROPPED = "-dac_override,-dac_read_search,-fowner,-chown"
BOUND = ("setpriv", f"--bounding-set={DROPPED}", f"--inh-caps={DROPPED}")
AS_ANOTHER = ("setpriv", f"--reuid={OTHER}", f"--regid={OTHER}", "--clear-groups")


def bind_by_modes(scene: Scene) -> None:
    """Have file modes bind all further commands, as they bind whoever is not root, with a home folder of their own."""
    home = scene.folder / "home"
    home.mkdir(exist_ok=True)
    scene.more["HOME"] = str(home)
    if os.getuid() == 0:
        scene.before = BOUND


def become_another(scene: Scene) -> None:
    """Where we are root, give the project to an unprivileged user, as whom all further commands run."""
    bind_by_modes(scene)
    if os.getuid() != 0:
        return
    # In a shell: what `setpriv` itself starts is found with root's powers.
    reads = [*AS_ANOTHER, "sh", "-c", f"{sys.executable} -c 'import torch'"]
    if subprocess.run(reads, capture_output=True, check=False).returncode != 0:
        raise CannotPlayError("another user cannot read this environment")
    scene.before = AS_ANOTHER
    dvc = scene.folder / "dvc"
    dvc.mkdir(exist_ok=True)
    for path in (scene.folder / "home", dvc, scene.root):
        give(path, OTHER)


def give(path: Path, user: int) -> None:
    """Make a user the owner of a folder and all in it."""
    subprocess.run(["chown", "--recursive", "--no-dereference", f"{user}:{user}", str(path)], check=True)


def must_be_root() -> None:
    """CannotPlayError where we cannot give files to another user."""
    if os.getuid() != 0:
        raise CannotPlayError("only root can give files to another user")
