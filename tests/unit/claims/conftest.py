"""Synthetic tables with the columns of the real ones."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from groundwork.claims.files import Judgment
from groundwork.claims.judging import judge
from groundwork.claims.schema import Claims
from groundwork.config.schema import Budget, Params, Statistics, Study
from groundwork.core.metrics import RUN_METRICS
from tests.unit.claims.samples import CLAIM

SETTINGS: dict[str, object] = {
    "dataset": "fashion-mnist",
    "train_images": 1000,
    "preprocessing": "unit_range",
    "augmentation": "none",
    "model": "mlp",
    "initializer": "torch_default",
    "loss": "cross_entropy",
    "optimizer": "adam",
    "learning_rate": 1e-3,
    "schedule": "constant",
    "batch_size": 128,
    "epochs": 5,
    "patience": math.nan,
    "clip_norm": math.nan,
}
COUNTS = {"parameters": 1000, "epochs_run": 5, "kept_epoch": 5}
SEEDS = (42, 43, 44, 45, 46)
Planter = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def planted() -> Planter:
    """Return a function that makes the rows of one variant from settings and one value per seed for each metric."""

    def plant(
        settings: Mapping[str, object], role: str = "report", seeds: Sequence[int] = SEEDS, **metrics: Any
    ) -> pd.DataFrame:
        full = {**SETTINGS, **settings}
        label = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in settings.values())
        labels = {key: ({**full, **metrics})[key] for key in ("schedule", "loss")}
        components = {key: {"name": str(label).partition(" (")[0]} for key, label in labels.items()}
        columns = {"variant": label, "record": f"record of {label}", **full, "seed": seeds, "role": role}
        columns |= {"components": json.dumps(components), "tuning_record": f"tuning record of {label}"}
        columns |= {"tuning_score": metrics.get("validation_accuracy_percent", 1.0) if role == "tuning" else math.nan}
        # All columns at once, because adding columns one by one is slow.
        return pd.DataFrame({**columns, "outcome": "finished", **dict.fromkeys(RUN_METRICS, 1.0), **COUNTS, **metrics})

    return plant


@pytest.fixture
def claims_of() -> Callable[..., Claims]:
    """Return a function that makes claims from mappings as in YAML."""

    def make(*entries: dict[str, object]) -> Claims:
        return Claims.model_validate({"claims": entries})

    return make


@pytest.fixture
def params() -> Params:
    """Parameters with one study on Fashion-MNIST and 95 % intervals; claims need nothing else."""
    return Params.model_construct(
        statistics=Statistics(confidence=0.95),
        studies={"optimizers": Study()},
        defaults={"dataset": "fashion-mnist"},
        horizons=(144, 430, 1290, 4300),
        budget="quick",
        budgets={"quick": Budget.model_construct()},
    )


@pytest.fixture(scope="session")
def measured_rows() -> Planter:
    """Return a function that makes the rows of one case of a measurement at one place, with one value per seed."""

    def plant(measurement: str, metric: str, values: Sequence[float], case: str = "", at: float = math.nan) -> Any:
        function = measurement.partition(" (")[0]
        found: dict[str, object] = {"measurement": measurement, "function": function, "seed": SEEDS[: len(values)]}
        found |= {"record": f"record of {measurement}"}
        return pd.DataFrame({**found, "case": case, "metric": metric, "at": at, "value": values})

    return plant


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).parents[3]


@pytest.fixture
def judged(planted: Planter, claims_of: Callable[..., Claims], params: Params) -> Callable[..., Judgment]:
    """Return a function that judges a claim about Adam (left) and SGD (right) from each one's columns of `runs`.

    `worst` has those of a third optimizer, if the study has one.
    """

    def run(
        left: Mapping[str, object],
        right: Mapping[str, object],
        claim: Mapping[str, object] = CLAIM,
        seeds: Sequence[int] = (42, 43, 44, 45, 46),
        fallbacks: Mapping[str, str] | None = None,
        worst: Mapping[str, object] | None = None,
    ) -> Judgment:
        sides = {"adam": left, "sgd": right} | ({"rmsprop": worst} if worst else {})
        frames = [planted({"optimizer": name}, seeds=seeds, **columns) for name, columns in sides.items()]
        tables = {"optimizers": {"runs": pd.concat(frames, ignore_index=True)}}
        return judge(tables, claims_of(dict(claim)), params, fallbacks or {})

    return run
