"""Times engines side by side: each in its own processes, started once, interleaved epoch by epoch."""

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
    """A training configuration: a class of benchmarks.engines, its settings, and the number of processes."""

    title: str
    engine: str
    settings: dict[str, int]
    processes: int


@dataclass(frozen=True)
class Result:
    """A contender's images per second over all rounds, startup seconds, and mean loss of the last epoch.

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
    """All contenders' results, and the ratio of Groundwork to the fastest single tutorial script."""

    images: int
    rounds: int
    results: list[Result]
    against: str
    ratio: Summary


def contenders(cores: int) -> list[Contender]:
    """Return the contenders: the tutorial with both ways to load images, and our jobs, one per core."""
    scripts = [
        Contender(f"tutorial loop, num_workers={workers}", "Tutorial", {"workers": workers, "threads": cores}, 1)
        for workers in (0, 2)
    ]
    one_a_core = Contender("tutorial loop, one a core", "Tutorial", {"workers": 0, "threads": 1}, cores)
    return [*scripts, one_a_core, Contender("Groundwork, one job a core", "Groundwork", {}, cores)]


class Member:
    """A process with one engine; it starts immediately and trains on request."""

    def __init__(self, contender: Contender, lessons: Lessons, seed: int) -> None:
        order = {"engine": contender.engine, "lessons": lessons.as_text(), "settings": contender.settings, "seed": seed}
        # A plain process, as a user would start it: multiprocessing would affect the tutorial's workers.
        command = [sys.executable, "-m", "benchmarks.serving", json.dumps(order)]
        environment = dict(os.environ)
        if contender.engine == "Groundwork":
            pin(environment)  # like our jobs; the tutorial uses the libraries' default kernels
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def tell(self) -> None:
        """Request one epoch."""
        assert self.process.stdin
        self.process.stdin.write("train\n")

    def answer(self) -> dict[str, float]:
        """Return the next answer; raises UserError if the process ended instead."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise UserError(f"benchmarks.serving: ended with status {self.process.wait()}; see its message above")
        return dict(json.loads(line))

    def close(self) -> None:
        """Close the process and wait for it."""
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
        """Run one epoch in every process concurrently and return the laps."""
        for member in self.members:
            member.tell()
        return [Lap(**member.answer()) for member in self.members]  # type: ignore[arg-type]

    @property
    def rates(self) -> list[float]:
        """Images per second in each counted round."""
        return [images_per_second(laps) for laps in self.laps]

    def result(self, ours: "Team") -> Result:
        """Summarize the counted rounds, relative to Groundwork's team."""
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
    """Run the given number of rounds; in each, every contender trains one epoch in turn."""
    with contextlib.ExitStack() as stack:
        teams = [Team(contender, lessons, stack) for contender in entries]
        for number in range(rounds + 1):
            laps = [team.train() for team in teams]
            # The first round is a warm-up and is not counted.
            if number:
                for team, each in zip(teams, laps, strict=True):
                    team.laps.append(each)
    results = [team.result(teams[-1]) for team in teams]
    return Race(lessons.images, rounds, results, *headline(results))


def headline(results: Sequence[Result]) -> tuple[str, Summary]:
    """Return the fastest single tutorial script by median, with Groundwork's ratio to it."""
    best = max((each for each in results[:-1] if each.processes == 1), key=lambda each: each.images_per_second.median)
    return best.title, best.ours_over_it
