"""Edits of source and parameters in the middle of a run: no result under the name of another source."""

import os
import time
from collections.abc import Callable
from itertools import product

from tests.faults.commands import Run, wait_for
from tests.faults.scenario import Scene
from tests.faults.states import CHANGES, CHANGES_OF_A_STATE, HALVED, QUARTERED, States

WHAT = "Edit source or parameters while jobs run; undo it at once, at the end, or never"
OF_EQUAL_SIZE = "of equal size and time"
SECONDS_OF_AN_EDIT = 0.3


def play(states: States, scene: Scene, number: int) -> None:
    """Play one of the cases with one of the changes."""
    case, change = [*product(CASES, CHANGES_OF_A_STATE), (OF_EQUAL_SIZE, "schedule")][number]
    {**CASES, OF_EQUAL_SIZE: _of_equal_size_and_time}[case](states, scene, change)
    scene.did(f"{change} {case}")


def _undone_at_once(states: States, scene: Scene, change: str) -> None:
    """Edit for 0.3 seconds, again and again, so that whatever a job reads, one of them reads it edited."""
    states.begin(scene, "fresh")
    run = scene.enter(scene.any_entry())
    assert _jobs_have_started(scene, run, 1), run.end().output
    while not run.is_over():
        CHANGES[change].make(scene.project)
        time.sleep(SECONDS_OF_AN_EDIT)
        CHANGES[change].undo(scene.project)
        time.sleep(scene.random.uniform(0, 2 * SECONDS_OF_AN_EDIT))
    _must_hold_nothing_false(states, scene, run, change)


def _undone_at_the_end(states: States, scene: Scene, change: str) -> None:
    states.begin(scene, "fresh")
    run = scene.enter(scene.any_entry())
    assert _jobs_have_started(scene, run, scene.random.randint(1, 4)), run.end().output
    CHANGES[change].make(scene.project)
    run.end()
    CHANGES[change].undo(scene.project)
    _must_hold_nothing_false(states, scene, run, change)


def _kept(states: States, scene: Scene, change: str) -> None:
    states.begin(scene, "fresh")
    run = scene.enter(scene.any_entry())
    assert _jobs_have_started(scene, run, scene.random.randint(1, 10)), run.end().output
    time.sleep(scene.random.uniform(0, 1))
    CHANGES[change].make(scene.project)
    before, scene.expected = scene.expected, states.results_of(change)
    ended = run.end()
    scene.must_be_plain(ended)
    scene.must_hold_nothing_false(before)
    scene.must_end_right(scene.any_entry())


def _of_equal_size_and_time(states: States, scene: Scene, _change: str) -> None:
    """An edit that leaves a file's size and time as they were, which is all that Python's own bytecode looks at."""
    HALVED.make(scene.project)
    scene.expected = states.results_of("schedule")
    scene.must_end_right(scene.any_entry())
    path = scene.root / HALVED.path(scene.project)
    moment = path.stat().st_mtime_ns
    HALVED.undo(scene.project)
    QUARTERED.make(scene.project)
    os.utime(path, ns=(moment, moment))
    scene.expected = states.results_of("schedule again")
    scene.must_end_right(scene.any_entry())


def _must_hold_nothing_false(states: States, scene: Scene, run: Run, change: str) -> None:
    ended = run.end()
    scene.must_be_plain(ended)
    scene.must_hold_nothing_false(states.results_of(change))
    scene.must_end_right(scene.any_entry())


def _jobs_have_started(scene: Scene, run: Run, count: int) -> bool:
    logs = scene.root / "results" / "logs"
    return wait_for(lambda: len(list(logs.glob("*.log"))) >= count, run)


CASES: dict[str, Callable[[States, Scene, str], None]] = {
    "undone after 0.3 s": _undone_at_once,
    "undone at the end": _undone_at_the_end,
    "kept": _kept,
}
