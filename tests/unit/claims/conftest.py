"""Planted tables: as many runs as a test needs, with the columns that the real ones have."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from groundwork.claims.metrics import COLUMNS
from groundwork.claims.schema import Claims
from groundwork.config.reading import tuples
from groundwork.config.schema import Params, Statistics, Study

SETTINGS: dict[str, object] = {
    "dataset": "fashion-mnist",
    "preprocessing": "unit_range",
    "model": "mlp",
    "initializer": "torch_default",
    "optimizer": "adam",
    "learning_rate": 1e-3,
    "schedule": "constant",
    "batch_size": 128,
}
SEEDS = (42, 43, 44, 45, 46)
Planter = Callable[..., pd.DataFrame]


@pytest.fixture
def planted() -> Planter:
    """Return a function that makes the rows of one variant: settings, and a list of values per seed for each metric."""

    def plant(
        settings: Mapping[str, object], role: str = "report", seeds: Sequence[int] = SEEDS, **metrics: Any
    ) -> pd.DataFrame:
        full = {**SETTINGS, **settings}
        label = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in settings.values())
        rows = pd.DataFrame({"variant": label, "record": f"record of {label}", **full, "seed": seeds, "role": role})
        rows = rows.assign(parameters=1000, outcome="finished", epochs=5, **dict.fromkeys(COLUMNS, 1.0))
        for metric, values in metrics.items():
            rows[metric] = values
        return rows

    return plant


@pytest.fixture
def claims_of() -> Callable[..., Claims]:
    """Return a function that makes claims from the mappings that YAML would give."""

    def make(*entries: dict[str, object]) -> Claims:
        return Claims.model_validate({"claims": tuples(list(entries))})

    return make


@pytest.fixture
def params() -> Params:
    """Parameters with one study and intervals of 95 percent; nothing else of them matters to a claim."""
    statistics = Statistics(confidence=0.95, target_accuracy_percent=80.0)
    return Params.model_construct(statistics=statistics, studies={"optimizers": Study()})


@pytest.fixture
def repository() -> Path:
    """The top of the repository."""
    return Path(__file__).parents[3]
