"""Clocks that jump: file times in the future and in the past, between runs and during one."""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from tests.faults.commands import wait_for
from tests.faults.scenario import CannotPlayError, Scene
from tests.faults.states import TITLE, States

WHAT = "Date files into the future and the past, or set the clock of a run; run again"
MOMENTS = {"1971": 31_536_000, "1979": 315_000_000, "2050": 2_524_608_000, "2150": 5_680_281_600}
SOURCES = ("src", "workflow", "report", "Snakefile", "params.yaml", "dvc.yaml")
RESULTS = ("results", "data", ".snakemake")
NOTHING = "Nothing to be done"
CLOCK = "@2031-01-01 00:00:00"


def play(states: States, scene: Scene, number: int) -> None:
    """Play one of the cases, each in its turn."""
    what = sorted(CASES)[number % len(CASES)]
    CASES[what](states, scene)
    scene.did(what)


def _dated(places: tuple[str, ...], moment: Callable[[Random], str]) -> Callable[[States, Scene], None]:
    """Date files of a finished project, in which nothing is to be done for that; then change something."""

    def case(states: States, scene: Scene) -> None:
        for path in _files(scene, places):
            _date(path, MOMENTS[moment(scene.random)])
        ended = scene.must_end_right("snakemake")
        assert NOTHING in ended.output, f"file times alone made it run:\n{ended.output}"
        _change(states, scene)
        for path in _files(scene, places):
            _date(path, MOMENTS[moment(scene.random)])
        scene.must_end_right(scene.any_entry())

    return case


def _during_a_run(states: States, scene: Scene) -> None:
    """The clock goes back while a run is under way, so that all that was there is of the future.

    Snakemake refuses an output that is older than its input; the next run has to go on from there.
    """
    states.begin(scene, "half done")
    run = scene.enter(scene.any_entry())
    logs = scene.root / "results" / "logs"
    before = set(logs.glob("*"))
    wait_for(lambda: set(logs.glob("*")) != before, run)
    time.sleep(scene.random.uniform(0, 2))
    for path in _files(scene, RESULTS):
        _date(path, MOMENTS["2050"])
    scene.must_be_plain(run.end())
    scene.must_hold_nothing_false()
    scene.must_end_right(scene.any_entry())


def _between_two_halves(states: States, scene: Scene) -> None:
    """What was made before a kill is dated after what is made later."""
    states.begin(scene, "fresh")
    run = scene.enter("snakemake")
    records = scene.root / "results" / "records"
    wait_for(lambda: len(list(records.glob("*.json"))) >= 3, run)
    run.kill_group()
    run.end()
    scene.must_be_deserted()
    for path in _files(scene, RESULTS):
        _date(path, MOMENTS["2050"])
    scene.must_end_right(scene.any_entry())


def _another_clock(states: States, scene: Scene) -> None:
    """A whole run sees another time."""
    if not shutil.which("faketime"):
        raise CannotPlayError("no `faketime` to set the clock of a run")
    _change(states, scene)
    scene.before = ("faketime", "-f", CLOCK)
    scene.must_end_right("snakemake")
    scene.before = ()
    scene.project.record("mlp-adam-0.01").unlink()
    scene.must_end_right("snakemake")


def _change(states: States, scene: Scene) -> None:
    TITLE.make(scene.project)
    scene.project.record("mlp-adam-0.001").unlink()
    scene.expected = states.results_of("title")


def _files(scene: Scene, places: Iterable[str]) -> list[Path]:
    paths = [path for place in places for path in (scene.root / place, *(scene.root / place).rglob("*"))]
    return sorted(path for path in paths if path.exists())


def _date(path: Path, moment: int) -> None:
    try:
        os.utime(path, (moment, moment))
    except FileNotFoundError:
        return  # it was a temporary file of a run


def _any(random: Random) -> str:
    return random.choice(sorted(MOMENTS))


CASES: dict[str, Callable[[States, Scene], None]] = {
    "source in the future": _dated(SOURCES, lambda _random: "2050"),
    "source in the past": _dated(SOURCES, lambda _random: "1971"),
    "results in the future": _dated(RESULTS, lambda _random: "2150"),
    "results in the past": _dated(RESULTS, lambda _random: "1979"),
    "each file at another time": _dated((*SOURCES, *RESULTS), _any),
    "during a run": _during_a_run,
    "between two halves of a run": _between_two_halves,
    "another clock for a whole run": _another_clock,
}
