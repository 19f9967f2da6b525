"""The tuned learning rate, by the task's first metric and its direction."""

import math
from collections.abc import Sequence

import pandas as pd
import pytest

from groundwork.tables.shared.choices import task_in, tuned

RATES = (0.001, 0.01, 0.1)


def tries(dataset: str, column: str, means: Sequence[float]) -> pd.DataFrame:
    """Return two tuning seeds per learning rate, half a unit around the mean, and one best reported seed."""
    rows = [
        {"record": f"r{rate}", "learning_rate": rate, "role": "tuning", "seed": seed, column: mean + shift}
        for rate, mean in zip(RATES, means, strict=True)
        for seed, shift in ((7, -0.5), (8, 0.5))
    ]
    rows.append({"record": "r0.001", "learning_rate": 0.001, "role": "report", "seed": 1, column: -1000.0})
    others = {"validation_accuracy_percent": math.nan, "validation_loss": 1.0}
    return pd.DataFrame([{"dataset": dataset, **others, **row} for row in rows])


@pytest.mark.parametrize(
    ("dataset", "column", "means", "expected", "at_edge"),
    [
        ("digits", "validation_accuracy_percent", (80.0, 90.0, 10.0), 0.01, False),
        ("digits", "validation_accuracy_percent", (80.0, 90.0, 90.0), 0.01, False),
        ("digits", "validation_accuracy_percent", (80.0, 81.0, 82.0), 0.1, True),
        ("diabetes", "validation_loss", (40.0, 30.0, math.inf), 0.01, False),
        ("diabetes", "validation_loss", (30.0, 30.0, 50.0), 0.001, True),
    ],
)
def test_tuned_picks_best_mean_of_first_metric(
    dataset: str, column: str, means: Sequence[float], expected: float, at_edge: bool
) -> None:
    """A diverged regression has an infinite loss; ties go to the lower learning rate."""
    found = tuned(tries(dataset, column, means))

    assert found is not None
    assert (found.learning_rate, found.record, found.tries, found.at_edge) == (expected, f"r{expected}", 3, at_edge)


def test_tuned_is_none_without_tuning_values() -> None:
    runs = tries("digits", "validation_accuracy_percent", (80.0, 90.0, 10.0))

    assert tuned(runs[runs["role"] == "report"]) is None
    assert tuned(runs.assign(validation_accuracy_percent=math.nan)) is None


def test_task_is_that_of_dataset() -> None:
    assert [task_in(pd.DataFrame({"dataset": [name]})) for name in ("churn", "diabetes")] == [
        "classification",
        "regression",
    ]
