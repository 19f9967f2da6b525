"""Engines timed side by side: each in processes of its own, started once, taking turns epoch by epoch."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arithmetic import Lap, Summary, images_per_second, ratios, summary
from benchmarks.lessons import Lessons
from groundwork.core.errors import UserError
from groundwork.core.processor import pin

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Contender:
    """One way to train: a class of benchmarks.engines, its settings, and how many processes of it train at once."""

    title: str
    engine: str
    settings: dict[str, int]
    processes: int


@dataclass(frozen=True)
class Result:
    """A contender's images per second over all rounds, seconds until it could train, mean loss of the last epoch.

    `ours_over_it` has Groundwork's images per second divided by this contender's, round by round.
    """

    title: str
    processes: int
    threads: int
    start_seconds: float
    images_per_second: Summary
    ours_over_it: Summary
    last_loss: float


@dataclass(frozen=True)
class Race:
    """All contenders' results, and the ratio of Groundwork to the best way that one tutorial script has."""

    images: int
    rounds: int
    results: list[Result]
    against: str
    ratio: Summary


def contenders(cores: int) -> list[Contender]:
    """Return the tutorial's script with both ways to read images, one such script a core, and our jobs, one a core."""
    scripts = [
        Contender(f"tutorial loop, num_workers={workers}", "Tutorial", {"workers": workers, "threads": cores}, 1)
        for workers in (0, 2)
    ]
    one_a_core = Contender("tutorial loop, one a core", "Tutorial", {"workers": 0, "threads": 1}, cores)
    return [*scripts, one_a_core, Contender("Groundwork, one job a core", "Groundwork", {}, cores)]


class Member:
    """A process that holds one engine; it is started at once and trains when told."""

    def __init__(self, contender: Contender, lessons: Lessons, seed: int) -> None:
        order = {"engine": contender.engine, "lessons": lessons.as_text(), "settings": contender.settings, "seed": seed}
        # A plain process, as a user would start it: what multiprocessing passes on would change the tutorial's workers.
        command = [sys.executable, "-m", "benchmarks.serving", json.dumps(order)]
        environment = dict(os.environ)
        if contender.engine == "Groundwork":
            pin(environment)  # as our jobs are; a tutorial's script computes with what its libraries choose
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def tell(self) -> None:
        """Let it train an epoch."""
        assert self.process.stdin
        self.process.stdin.write("train\n")

    def answer(self) -> dict[str, float]:
        """Return what it says next; raises UserError where it ended instead."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise UserError(f"benchmarks.serving: ended with status {self.process.wait()}; see its message above")
        return dict(json.loads(line))

    def close(self) -> None:
        """Let it end, and wait until it has."""
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()


class Team:
    """A contender's processes, ready to train."""

    def __init__(self, contender: Contender, lessons: Lessons, stack: contextlib.ExitStack) -> None:
        self.contender = contender
        self.laps: list[list[Lap]] = []
        start = time.perf_counter()
        self.members = [Member(contender, lessons, seed) for seed in range(contender.processes)]
        for member in self.members:
            stack.callback(member.close)
        for member in self.members:
            member.answer()
        self.start_seconds = time.perf_counter() - start

    def train(self) -> list[Lap]:
        """Return the laps of one epoch in every process, all told to start at once."""
        for member in self.members:
            member.tell()
        return [Lap(**member.answer()) for member in self.members]  # type: ignore[arg-type]

    @property
    def rates(self) -> list[float]:
        """Images per second in each counted round."""
        return [images_per_second(laps) for laps in self.laps]

    def result(self, ours: "Team") -> Result:
        """Return what the counted rounds say, beside those of Groundwork's team."""
        return Result(
            title=self.contender.title,
            processes=self.contender.processes,
            threads=self.contender.settings.get("threads", 1),
            start_seconds=round(self.start_seconds, 2),
            images_per_second=summary(self.rates, 0),
            ours_over_it=summary(ratios(ours.rates, self.rates), 2),
            last_loss=round(statistics.fmean(lap.loss for lap in self.laps[-1]), 4),
        )


def race(entries: Sequence[Contender], lessons: Lessons, rounds: int) -> Race:
    """Return the race over this many rounds, in each of which every contender trains an epoch, one after another."""
    with contextlib.ExitStack() as stack:
        teams = [Team(contender, lessons, stack) for contender in entries]
        for number in range(rounds + 1):
            laps = [team.train() for team in teams]
            # The first round warms caches and allocators, and does not count.
            if number:
                for team, each in zip(teams, laps, strict=True):
                    team.laps.append(each)
    results = [team.result(teams[-1]) for team in teams]
    return Race(lessons.images, rounds, results, *headline(results))


def headline(results: Sequence[Result]) -> tuple[str, Summary]:
    """Return the fastest way that a single tutorial script has, by its median, with Groundwork's ratio to it."""
    best = max((each for each in results[:-1] if each.processes == 1), key=lambda each: each.images_per_second.median)
    return best.title, best.ours_over_it
