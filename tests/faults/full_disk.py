"""A disk that is full at a seeded point: the run ends with one line, and goes on once there is room."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.commands import Ended
from tests.faults.scenario import Scene
from tests.faults.states import States

WHAT = "Run where a folder's disk is full after a seeded number of bytes; make room and run again"
PLACES = ("results", "the whole project", "data/prepared", "the temporary folder", ".snakemake")
STATES_HERE = ("fresh", "half done")
FULL = re.compile(r"no space left|no room|disk (is )?full", re.IGNORECASE)
BLOCK = 4096
ROOM = "512m"
NAMESPACES = (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount"))
IN_FOLDER = ("sh", "-c", 'cd "$1" && shift && exec "$@"', "sh")


def play(states: States, scene: Scene, number: int) -> None:
    """Let a disk be full in the middle of a run; the next run, which has room, must have the right bytes."""
    place = PLACES[number % len(PLACES)]
    states.begin(scene, STATES_HERE[number // len(PLACES) % len(STATES_HERE)])
    folder = {"the whole project": scene.root, "the temporary folder": scene.temporary}.get(place, scene.root / place)
    folder.mkdir(parents=True, exist_ok=True)
    needed = sum(_size(states.known.root / name) for name in _grows(place))
    room = int(needed * scene.random.choice((0.02, 0.2, 0.5, 0.9)) * scene.random.uniform(0.5, 1.0)) + BLOCK
    before = scene.project.snapshot()
    with _small_disk(scene, folder, _size(folder) + room) as disk:
        ended = scene.enter("snakemake").end()
        scene.did(place, f"room for {room} bytes, exit status {ended.status}")
        _must_say_so(scene, ended)
        scene.must_be_deserted()
        scene.must_hold_nothing_false(before, part="results/")
        disk.grow()
        scene.must_end_right(scene.any_entry())


def _must_say_so(scene: Scene, ended: Ended) -> None:
    scene.must_be_plain(ended)
    if ended.status == 0:  # it did without, or all found room
        scene.must_be_right()
        return
    assert FULL.search(ended.output), (
        f"exit status {ended.status}, and no line says that the disk is full:\n{ended.output}"
    )


def _grows(place: str) -> tuple[str, ...]:
    """Return the folders whose size in a finished project says how much a run writes to a place."""
    return {
        "the whole project": ("results", ".snakemake", "data/prepared"),
        "the temporary folder": ("data/prepared",),
    }.get(place, (place,))


def _size(folder: Path) -> int:
    """Return what a folder's files take on a disk of whole blocks, a block for each name included."""
    paths = [path for path in folder.rglob("*") if not path.is_symlink()]
    return sum(-(-path.stat().st_size // BLOCK) * BLOCK if path.is_file() else BLOCK for path in paths) + BLOCK


class _Disk:
    """A small disk over a folder, in a mount namespace of its own, which a waiting process holds."""

    def __init__(self, namespace: tuple[str, ...], folder: Path, size: int) -> None:
        """Mount it, with what the folder has; CalledProcessError where this machine does not let us."""
        self.folder, self.size = folder, size
        self.copy = folder.with_name(f"{folder.name}.full")
        shutil.copytree(folder, self.copy, symlinks=True)
        waits = [*namespace, "sh", "-c", "echo ready && exec sleep infinity"]
        self.holder = subprocess.Popen(waits, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.holder.stdout
        if not self.holder.stdout.readline():
            raise subprocess.CalledProcessError(self.holder.wait(), waits)
        user = ("--user", "--preserve-credentials") if "--user" in namespace else ()
        self.enter = ("nsenter", f"--target={self.holder.pid}", "--mount", *user)

    def mount(self) -> None:
        """Put the disk over the folder, as small as was asked for, with what the folder has."""
        self._call("mount", "-t", "tmpfs", "-o", f"size={self.size},mode=0777", "none", str(self.folder))
        self._call("cp", "--archive", f"{self.copy}/.", str(self.folder))

    def grow(self) -> None:
        """Make room."""
        self._call("mount", "-o", f"remount,size={ROOM}", str(self.folder))

    def seen_at(self, path: Path) -> Path:
        """Return where a path of the namespace is seen from outside."""
        return Path(f"/proc/{self.holder.pid}/root{path}")

    def end(self) -> None:
        """Let the disk go."""
        os.kill(self.holder.pid, signal.SIGKILL)
        self.holder.communicate()

    def _call(self, *command: str) -> None:
        subprocess.run([*self.enter, *command], check=True, capture_output=True)


class _NoDisk:
    """In place of a disk, where nothing can be mounted: no file of a run may be larger than a limit."""

    def __init__(self, scene: Scene, size: int) -> None:
        self.scene = scene
        scene.before = ("prlimit", f"--fsize={size}")

    def grow(self) -> None:
        """Lift the limit."""
        self.scene.before = ()


@contextmanager
def _small_disk(scene: Scene, folder: Path, size: int) -> Iterator[_Disk | _NoDisk]:
    for namespace in NAMESPACES:
        try:
            disk = _Disk(namespace, folder, size)
        except (OSError, subprocess.CalledProcessError):
            continue
        try:
            disk.mount()
            scene.before = (*disk.enter, *IN_FOLDER, str(scene.root))
            scene.seen_at = disk.seen_at(scene.root)
            yield disk
        finally:
            scene.end_all()
            disk.end()
        return
    yield _NoDisk(scene, size // 10)
