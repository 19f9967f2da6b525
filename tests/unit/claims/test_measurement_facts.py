"""The facts of measurements: which values have one, and their names."""

import math
from collections.abc import Callable

import pandas as pd
import pytest

from groundwork.claims.measurement_facts import measurements
from groundwork.core.errors import UserError
from groundwork.core.findings import Fact

Planter = Callable[..., pd.DataFrame]


def facts(*frames: pd.DataFrame) -> dict[str, Fact]:
    tables = {"tuning": {"measurements": pd.concat(frames, ignore_index=True)}}
    return {fact.name: fact for fact in measurements("tuning", tables, 0.95)}


def test_only_last_place_and_no_place_have_facts(measured_rows: Planter) -> None:
    best = [
        measured_rows("random_search (n_trials 2)", "learned_percent", [80.0 + at, 82.0 + at], at=at) for at in (1, 2)
    ]
    found = facts(*best, measured_rows("random_search (n_trials 2)", "test_accuracy_percent", [81.0, 83.0]))
    assert list(found) == ["tuning.random_search.last.learned_percent", "tuning.random_search.test_accuracy_percent"]
    last = found["tuning.random_search.last.learned_percent"]
    assert (last.value, last.unit, last.n) == (83.0, "%", 2)
    assert last.std == pytest.approx(math.sqrt(2))
    assert last.records == ("record of random_search (n_trials 2)",)


def test_facts_name_cases(measured_rows: Planter) -> None:
    found = facts(*(measured_rows("signal", "signal_kept_ratio", [1.0], case) for case in ("relu, he", "tanh, xavier")))
    assert list(found) == ["tuning.signal.relu, he.signal_kept_ratio", "tuning.signal.tanh, xavier.signal_kept_ratio"]
    assert found["tuning.signal.relu, he.signal_kept_ratio"].unit == ""


def test_function_with_two_settings_is_named_with_settings(measured_rows: Planter) -> None:
    found = facts(*(measured_rows(f"search (n_trials {tries})", "learned_percent", [1.0]) for tries in (8, 27)))
    assert list(found) == ["tuning.search (n_trials 8).learned_percent", "tuning.search (n_trials 27).learned_percent"]


def test_value_missing_in_all_seeds_has_note_and_records(measured_rows: Planter) -> None:
    found = facts(measured_rows("signal", "signal_kept_ratio", [math.nan]))["tuning.signal.signal_kept_ratio"]
    assert (math.isnan(found.value), found.note) == (True, "no seed has a value")
    assert found.records == ("record of signal",)


def test_counted_metric_has_no_interval(measured_rows: Planter) -> None:
    counted = facts(measured_rows("memory", "saved_activation_bytes", [4096.0, 4096.0]))[
        "tuning.memory.saved_activation_bytes"
    ]
    assert (counted.value, counted.unit, counted.n) == (4096.0, "bytes", None)
    assert counted.records == ("record of memory",)


def test_study_without_measurements_has_no_facts() -> None:
    assert list(measurements("tuning", {"tuning": {}}, 0.95)) == []


def test_metric_missing_in_registry_is_rejected(measured_rows: Planter) -> None:
    with pytest.raises(UserError, match=r"^src/groundwork/core/metrics\.py: there is no metric 'gain'; add its unit, "):
        facts(measured_rows("signal", "gain", [1.0]))
