"""Decides how far the reported seeds of a learning rate are trained."""

import math
from collections.abc import Sequence

from groundwork.core.tuning import choose
from groundwork.planning.specs import Choice, Spec
from groundwork.records.schema import Record, Run
from groundwork.records.tuning import tuning_score


def last_horizon(spec: Spec, choice: Choice, tuning: Sequence[Record]) -> int:
    """Return the last horizon at which a spec's learning rate is the one that tuning chose; 0 if it is at none."""
    runs = {float(record.identity["spec"]["learning_rate"]): _runs(record) for record in tuning}
    diverged = math.inf if choice.diverged is None else choice.diverged
    found = 0
    for horizon in spec.horizons:
        scores = {
            rate: [tuning_score(run, horizon, choice.metric, diverged) for run in each] for rate, each in runs.items()
        }
        if choose(scores, lower_is_better=choice.better == "lower") == spec.learning_rate:
            found = horizon
    return found


def _runs(record: Record) -> list[Run]:
    return record.body.runs if record.body.kind == "training" else []
