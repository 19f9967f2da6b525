"""Attributes the core-seconds of a whole run to its parts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.arithmetic import Summary, summary
from groundwork.core.errors import UserError

TRAINING = "training"
START = "Snakemake's start"
AROUND_TRAINING = "around training: process, data, record"
CHECKS = "exact checks"
TIMING = "timing: all cores, of which the timed code uses one"
WAITING = "waiting: Snakemake between jobs and at the end, a core without a job"


@dataclass(frozen=True)
class Job:
    """One job of a run: its rule, the record it makes if any, start and end time in seconds."""

    rule: str
    record: str | None
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Duration as measured by Snakemake."""
        return self.end - self.start


@dataclass(frozen=True)
class Accounts:
    """A whole run: wall time, core-seconds per part, and the share that was not training.

    Training is all that makes a record: networks trained, estimators fitted, measurements made.
    """

    cores: int
    jobs: int
    wall_seconds: float
    parts: dict[str, float]
    orchestration_share: float
    seconds_around_training: Summary


def account(jobs: Sequence[Job], training: Mapping[str, float], launch: float, end: float, cores: int) -> Accounts:
    """Attribute a run's core-seconds (cores x wall time); `training` has the seconds inside the loop, by record.

    orchestration_share = 1 - sum(training) / (cores * wall), timing left out, which is there to keep cores idle. Raises
    UserError where no job trained.
    """
    if not any(job.record in training for job in jobs):
        raise UserError("results/timings.csv: no job of this run trained; give params.yaml a study with a variant")
    available = cores * (end - launch)
    parts = {START: cores * (min(job.start for job in jobs) - launch), **_by_part(jobs, training, cores)}
    parts |= {WAITING: available - sum(parts.values())}
    return Accounts(
        cores=cores,
        jobs=len(jobs),
        wall_seconds=round(end - launch, 2),
        parts={part: round(seconds, 2) for part, seconds in parts.items()},
        orchestration_share=round(1 - sum(training.values()) / (available - parts.get(TIMING, 0.0)), 4),
        seconds_around_training=summary([around for job in jobs if (around := _around(job, training)) is not None], 3),
    )


def _by_part(jobs: Sequence[Job], training: Mapping[str, float], cores: int) -> dict[str, float]:
    parts: dict[str, float] = defaultdict(float)
    for job in sorted(jobs, key=lambda job: job.start):
        around = _around(job, training)
        if job.rule == "time":
            parts[TIMING] += cores * job.seconds
        elif around is None:
            parts[CHECKS if job.record else job.rule] += job.seconds
        else:
            parts[TRAINING] += job.seconds - around
            parts[AROUND_TRAINING] += around
    return dict(parts)


def _around(job: Job, training: Mapping[str, float]) -> float | None:
    """Return a training job's seconds outside the loop, or None for a job that does not train."""
    spent = training.get(job.record or "")
    return None if spent is None else job.seconds - spent
