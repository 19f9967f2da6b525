"""Folders and files that a user may not write or read, and the traces of another user's run."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.faults.scenario import Scene
from tests.faults.states import TITLE, States
from tests.faults.users import OTHER, bind_by_modes, give, must_be_root

WHAT = "Run, bound by file modes as whoever is not root, with read-only or unreadable places, or another user's files"


def play(states: States, scene: Scene, number: int) -> None:
    """Play one of the cases, each in its turn."""
    what = sorted(CASES)[number % len(CASES)]
    CASES[what](states, scene)
    scene.did(what)


def _changed(states: States, scene: Scene) -> None:
    """Begin with a finished project that has something to do."""
    TITLE.make(scene.project)
    scene.project.record("mlp-adam-0.001").unlink()
    scene.expected = states.results_of("title")
    bind_by_modes(scene)


def _read_only(*places: str) -> Callable[[States, Scene], None]:
    def case(states: States, scene: Scene) -> None:
        _changed(states, scene)
        paths = [scene.root / place for place in places]
        _chmod("a-w", *paths)
        ended = scene.enter("snakemake").end()
        scene.must_be_deserted()
        if ended.status != 0:
            scene.must_name(ended, paths[0].name if places != (".",) else ".snakemake")
        _chmod("u+w", *paths)
        scene.must_end_right(scene.any_entry())

    return case


def _unreadable(pattern: str, may_refuse: bool) -> Callable[[States, Scene], None]:
    def case(states: States, scene: Scene) -> None:
        _changed(states, scene)
        path = scene.random.choice(sorted(scene.root.glob(pattern)))
        mode = path.stat().st_mode
        path.chmod(0)
        ended = scene.enter("snakemake").end()
        scene.must_be_deserted()
        scene.must_be_plain(ended)
        assert ended.status == 0 or may_refuse, f"{path.name}: asks for a manual step:\n{ended.output}"
        if ended.status != 0:
            scene.must_name(ended, path.name)
            path.chmod(mode)
        scene.must_end_right("snakemake")

    return case


def _no_home(states: States, scene: Scene) -> None:
    _changed(states, scene)
    scene.more["HOME"] = str(scene.folder / "no home")
    scene.must_end_right(scene.any_entry())


def _read_only_home(states: States, scene: Scene) -> None:
    _changed(states, scene)
    _chmod("a-w", scene.folder / "home")
    scene.must_end_right(scene.any_entry())


def _temporary(mode: int) -> Callable[[States, Scene], None]:
    def case(states: States, scene: Scene) -> None:
        _changed(states, scene)
        scene.temporary.chmod(mode)
        ended = scene.enter("snakemake").end()
        scene.must_be_deserted()
        if ended.status != 0:
            scene.must_name(ended, str(scene.temporary))
        scene.temporary.chmod(0o1777)
        scene.must_end_right("snakemake")

    return case


def _another_users_temporary_files(states: States, scene: Scene) -> None:
    """Another user has made, before us, the folders that we would make in the shared temporary folder."""
    must_be_root()
    _changed(states, scene)
    scene.must_end_right("snakemake")
    scene.project.record("mlp-adam-0.01").unlink()
    for path in scene.temporary.iterdir():
        give(path, OTHER)
        path.chmod(0o755)
    scene.must_end_right("snakemake")


def _another_users_project(states: States, scene: Scene) -> None:
    """The project is another user's, and not ours to write: one line says so."""
    must_be_root()
    _changed(states, scene)
    give(scene.root, OTHER)
    ended = scene.enter("snakemake").end()
    scene.must_be_deserted()
    assert ended.status != 0, "it wrote into another user's project"
    scene.must_be_plain(ended)
    give(scene.root, 0)
    scene.must_end_right("snakemake")


def _after_another_users_run(states: States, scene: Scene) -> None:
    """Another user, root for instance, has run in our project: files in our folders are theirs; then we go on."""
    must_be_root()
    _changed(states, scene)
    for path in sorted(path for name in ("results", "data", ".snakemake") for path in (scene.root / name).rglob("*")):
        if path.is_file():
            os.chown(path, OTHER, OTHER)
    ended = scene.enter("snakemake").end()
    scene.must_be_deserted()
    scene.must_be_plain(ended)
    if ended.status != 0:
        give(scene.root, 0)
    scene.must_end_right("snakemake")


def _chmod(mode: str, *paths: Path) -> None:
    subprocess.run(["chmod", "--recursive", mode, *map(str, paths)], check=True)


CASES: dict[str, Callable[[States, Scene], None]] = {
    "results/ read-only": _read_only("results"),
    "results/records/ read-only": _read_only("results/records"),
    "data/ read-only": _read_only("data"),
    ".snakemake/ read-only": _read_only(".snakemake"),
    "the whole project read-only": _read_only("."),
    "a record unreadable": _unreadable("results/records/mlp-*.json", may_refuse=False),
    "a table unreadable": _unreadable("results/tables/*/*.csv", may_refuse=False),
    "a receipt unreadable": _unreadable("results/receipts/*.json", may_refuse=False),
    "the prepared data unreadable": _unreadable("data/prepared/*.npz", may_refuse=False),
    "a folder unreadable": _unreadable("results/t*", may_refuse=True),
    "no home folder": _no_home,
    "the home folder read-only": _read_only_home,
    "the temporary folder read-only": _temporary(0o555),
    "the temporary folder unreadable": _temporary(0),
    "another user's files in the temporary folder": _another_users_temporary_files,
    "another user's project": _another_users_project,
    "after another user's run": _after_another_users_run,
}
