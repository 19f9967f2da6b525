"""Kills at seeded moments: of the whole process group, of one job, of the fork server, of DVC, of Snakemake alone.

One scenario is a chain: a run is killed, the next one resumes and is killed in its turn, and the last is left alone.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.commands import Run, wait_for
from tests.faults.processes import Process, fork_servers_of, jobs_of
from tests.faults.scenario import Scene
from tests.faults.seeds import KILLS_OF_A_SCENARIO
from tests.faults.states import STATES, States

WHAT = "Kill a run at a seeded moment; resume by either entry point"
TARGETS = ("the process group", "one job", "the fork server", "Snakemake alone", "DVC alone")
LONGEST_DELAY = 1.0
LONGEST_START = 4.0
# What a moment waits for: the n-th new or changed file among these, or the start itself.
PLACES = {
    "log": ("results/logs",),
    "record": ("results/records", "data/prepared"),
    "result": ("results/receipts", "results/tables", "results/figures", "results/history"),
    "DVC's writing": (".dvc/cache", ".dvc/tmp/rwlock", "dvc.lock"),
}
MOST = {"log": 5, "record": 3, "result": 12, "DVC's writing": 6}


def play(states: States, scene: Scene, number: int) -> None:
    """Kill as often as a scenario does; then the run must end with the right bytes, by either entry point."""
    state = STATES[number % len(STATES)]
    states.begin(scene, state)
    for kill in range(KILLS_OF_A_SCENARIO):
        target = TARGETS[(number * KILLS_OF_A_SCENARIO + kill) % len(TARGETS)]
        last = kill == KILLS_OF_A_SCENARIO - 1
        if not _killed(scene, target, _moment(scene, target, last)):
            # All was done before the moment came: that run has to be right too, and the kill comes in another one.
            scene.must_be_right()
            states.begin(scene, state)
            assert _killed(scene, target, ("log", 1, scene.random.uniform(0, 0.3))), "no moment came for the kill"
        scene.did(f"{target}, {state}")
        scene.must_be_deserted()
    scene.must_end_right(scene.any_entry())


def _moment(scene: Scene, target: str, last: bool) -> tuple[str, int, float]:
    """Return what to wait for, how often, and how long after that to strike."""
    events = ["start", "log", "record", "result"]
    if last and target in ("the process group", "DVC alone"):
        events += ["DVC's writing"] * 4
    what = scene.random.choice(events)
    longest = LONGEST_START if what == "start" else LONGEST_DELAY
    return what, scene.random.randint(1, MOST.get(what, 1)), scene.random.uniform(0, longest)


def _killed(scene: Scene, target: str, moment: tuple[str, int, float]) -> bool:
    """Start a run and kill the target at the moment; False where the run has ended well before."""
    what, count, delay = moment
    by_dvc = target == "DVC alone" or what == "DVC's writing"
    run = scene.enter("dvc" if by_dvc else scene.any_entry())
    if _has_come(scene, run, what, count, delay) and _strike(scene, run, target):
        ended = run.end()
        if ended.status >= 0:  # what was killed was a part of the run, which can still say so
            scene.must_be_plain(ended)
        return True
    ended = run.end()
    assert ended.status == 0, f"ended by itself with exit status {ended.status}; it said:\n{ended.output}"
    return False


def _has_come(scene: Scene, run: Run, what: str, count: int, delay: float) -> bool:
    before = _times(scene.root, PLACES.get(what, ()))

    def happened() -> bool:
        now = _times(scene.root, PLACES[what])
        return sum(before.get(path) != moment for path, moment in now.items()) >= count

    if what in PLACES and not wait_for(happened, run):
        return False
    time.sleep(delay)
    return not run.is_over()


def _times(root: Path, names: tuple[str, ...]) -> dict[Path, int]:
    found = {}
    for path in (each for name in names for each in (root / name, *(root / name).rglob("*"))):
        try:
            found[path] = path.stat().st_mtime_ns
        except OSError:
            continue  # it was a temporary file
    return {path: moment for path, moment in found.items() if path.is_file()}


def _strike(scene: Scene, run: Run, target: str) -> bool:
    """Kill the target as soon as it is there; False where the run ends first."""
    if target == "the process group":
        run.kill_group(scene.random.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGHUP)))
        return True
    if target == "DVC alone":
        os.kill(run.process.pid, signal.SIGKILL)
        return True
    found: list[Process] = []

    def is_there() -> bool:
        found[:] = FINDERS[target](scene.living())
        return bool(found)

    if not wait_for(is_there, run):
        return False
    try:
        os.kill(scene.random.choice(found).pid, signal.SIGKILL)
    except ProcessLookupError:
        return _strike(scene, run, target)
    return True


def _snakemake(processes: list[Process]) -> list[Process]:
    return [each for each in processes if each.is_program("snakemake")]


FINDERS: dict[str, Callable[[list[Process]], list[Process]]] = {
    "one job": jobs_of,
    "the fork server": fork_servers_of,
    "Snakemake alone": _snakemake,
}
