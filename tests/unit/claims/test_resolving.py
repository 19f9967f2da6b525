"""Sides other than variants of the claim's study: constants, measurements, variants of other studies."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from groundwork.claims.resolving import resolve
from groundwork.claims.schema import Claims, Comparison
from groundwork.claims.sides import ConstantSide, MeasurementSide, NotEvaluatedError, Side, VariantSide

Planter = Callable[..., pd.DataFrame]
ClaimsMaker = Callable[..., Claims]
SEARCH = {"measurement": "random_search"}
METRIC = "test_accuracy_percent"


@pytest.fixture
def side(claims_of: ClaimsMaker) -> Callable[..., Side]:
    """Return a function that resolves the right side of a claim about `metric` in study `tuning`."""

    def make(selector: Mapping[str, object], metric: str = METRIC, **tables: Mapping[str, pd.DataFrame]) -> Side:
        texts = {"id": "a", "study": "tuning", "sentence": "A.", "source": "textbook", "protocol": "p"}
        rule = {"metric": metric, "expect": "greater", "scale": "difference", "matters": 0.5}
        claim = claims_of({**texts, **rule, "left": SEARCH, "right": dict(selector)}).claims[0]
        assert isinstance(claim, Comparison)
        return resolve("right", claim, tables, {"tuning": "digits"})

    return make


@pytest.fixture
def search(measured_rows: Planter) -> dict[str, pd.DataFrame]:
    """A random search with three seeds: its best validation accuracy after 1, 2 and 3 tries, and the test accuracy."""
    best = "best_validation_accuracy_percent"
    frames = [measured_rows("random_search (n_trials 3)", best, [80.0 + at] * 3, at=at) for at in (1, 2, 3)]
    frames.append(measured_rows("random_search (n_trials 3)", METRIC, [81.0, 82.0, math.nan]))
    return {"measurements": pd.concat(frames, ignore_index=True)}


def test_resolve_constant(side: Callable[..., Side]) -> None:
    found = side({"constant": 97})
    assert isinstance(found, ConstantSide)
    assert (found.value, found.settings, found.records, found.datasets) == (97.0, {"constant": 97.0}, [], set())


def test_measurement_is_found_by_function_name(side: Callable[..., Side], search: Mapping[str, pd.DataFrame]) -> None:
    for name in ("random_search", "random_search (n_trials 3)"):
        found = side({"measurement": name}, tuning=search)
        assert isinstance(found, MeasurementSide)
        assert (found.values[42], found.values[43]) == (81.0, 82.0)
        assert math.isnan(found.values[44])
        assert (found.records, found.datasets) == (["record of random_search (n_trials 3)"], {"digits"})
        assert (found.settings, found.chosen) == ({"measurement": name}, {})


@pytest.mark.parametrize(
    ("at", "place", "value", "chosen"),
    [(2, 2, 82.0, {}), ("last", 3, 83.0, {"at": "last"})],
)
def test_resolve_place(
    side: Callable[..., Side],
    search: Mapping[str, pd.DataFrame],
    at: object,
    place: float,
    value: float,
    chosen: dict[str, str],
) -> None:
    found = side({**SEARCH, "at": at}, "best_validation_accuracy_percent", tuning=search)
    assert isinstance(found, MeasurementSide)
    assert set(found.values.values()) == {value}
    assert (found.settings, found.chosen) == ({"measurement": "random_search", "at": place}, chosen)


def test_resolve_case(side: Callable[..., Side], measured_rows: Planter) -> None:
    cases = [measured_rows("gradient_noise", "noise_ratio", [value], case) for case, value in (("a", 1.0), ("b", 2.0))]
    tables = {"measurements": pd.concat(cases, ignore_index=True)}
    selector = {"measurement": "gradient_noise", "study": "noise"}
    found = side({**selector, "case": "b", "metric": METRIC}, tuning={}, noise=with_metric(tables, METRIC))
    assert isinstance(found, MeasurementSide)
    assert (found.values, found.datasets) == ({42: 2.0}, {""})
    expected = rf"^right side: measurement 'gradient_noise' has {METRIC} of several cases, where .* needs one \(a, b\)$"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(selector, noise=with_metric(tables, METRIC))


def with_metric(tables: Mapping[str, pd.DataFrame], metric: str) -> dict[str, pd.DataFrame]:
    return {"measurements": tables["measurements"].assign(metric=metric)}


@pytest.mark.parametrize(
    ("selector", "metric", "expected"),
    [
        (
            {"measurement": "grid_search"},
            METRIC,
            "params.yaml: studies.tuning.measurements does not list 'grid_search'",
        ),
        (SEARCH, "test_loss", "right side: measurement 'random_search' has no metric 'test_loss' (best_validation_ac"),
        ({**SEARCH, "case": "b"}, METRIC, "right side: measurement 'random_search' has no case 'b' ("),
        ({**SEARCH, "at": 3}, METRIC, f"right side: measurement 'random_search' has {METRIC} not at 3; at: last, or"),
        (
            SEARCH,
            "best_validation_accuracy_percent",
            "right side: measurement 'random_search' has best_validation_accuracy_percent not without a place; "
            "at: last, or one of these: 1, 2, 3",
        ),
    ],
)
def test_missing_measurement_messages(
    side: Callable[..., Side],
    search: Mapping[str, pd.DataFrame],
    selector: Mapping[str, object],
    metric: str,
    expected: str,
) -> None:
    with pytest.raises(NotEvaluatedError) as caught:
        side(selector, metric, tuning=search)
    assert str(caught.value).startswith(expected), str(caught.value)


def test_ambiguous_measurement_settings(side: Callable[..., Side], measured_rows: Planter) -> None:
    rows = [measured_rows(f"random_search (n_trials {tries})", METRIC, [80.0]) for tries in (8, 27)]
    tables = {"measurements": pd.concat(rows, ignore_index=True)}
    assert side({"measurement": "random_search (n_trials 8)"}, tuning=tables).records == [
        "record of random_search (n_trials 8)"
    ]
    expected = r"study 'tuning' measures 'random_search' several times, where a comparison needs one \(random_search"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(SEARCH, tuning=tables)


def test_study_without_measurements(side: Callable[..., Side]) -> None:
    expected = "params.yaml: studies.tuning.measurements does not list 'random_search'"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(SEARCH)


def test_selector_with_other_study(side: Callable[..., Side], planted: Planter) -> None:
    rates: dict[str, Any] = {f"{rate:g}": planted({"learning_rate": rate}) for rate in (0.01, 0.001)}
    runs = pd.concat(rates.values(), ignore_index=True)
    found = side({"study": "optimizers", "learning_rate": 1e-2}, tuning={}, optimizers={"runs": runs})
    assert isinstance(found, VariantSide)
    assert (found.study, found.only_record()) == ("optimizers", "record of 0.01")
