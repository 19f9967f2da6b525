"""The tuned learning rate, by the task's first metric and its direction."""

import math
from collections.abc import Sequence

import pandas as pd
import pytest

from groundwork.tables.shared.choices import Tuned, task_in, tuned

RATES = (0.001, 0.01, 0.1)


def tries(dataset: str, means: Sequence[float]) -> pd.DataFrame:
    """Return two tuning seeds per learning rate, half a unit around the mean, and one reported seed."""
    rows = [
        {"record": f"r{rate}", "learning_rate": rate, "role": "tuning", "seed": seed, "tuning_score": mean + shift}
        for rate, mean in zip(RATES, means, strict=True)
        for seed, shift in ((7, -0.5), (8, 0.5))
    ]
    rows.append({"record": "r0.001", "learning_rate": 0.001, "role": "report", "seed": 1, "tuning_score": math.nan})
    return pd.DataFrame(rows).assign(dataset=dataset, tuning_record=lambda runs: "tuning-" + runs["record"])


@pytest.mark.parametrize(
    ("dataset", "means", "expected", "at_edge"),
    [
        ("digits", (80.0, 90.0, 10.0), 0.01, False),
        ("digits", (80.0, 90.0, 90.0), 0.01, False),
        ("digits", (80.0, 81.0, 82.0), 0.1, True),
        ("diabetes", (40.0, 30.0, math.inf), 0.01, False),
        ("diabetes", (30.0, 30.0, 50.0), 0.001, True),
    ],
)
def test_tuned_picks_the_best_mean_in_the_direction_of_the_task(
    dataset: str, means: Sequence[float], expected: float, at_edge: bool
) -> None:
    """A diverged regression has an infinite loss; ties go to the lower learning rate."""
    found = tuned(tries(dataset, means))

    assert found == Tuned(f"r{expected}", f"tuning-r{expected}", expected, 3, at_edge)
    assert found.records == (f"r{expected}", f"tuning-r{expected}")


def test_tuned_is_none_without_two_tuning_seeds() -> None:
    runs = tries("digits", (80.0, 90.0, 10.0))

    assert tuned(runs[runs["role"] == "report"]) is None
    assert tuned(runs.assign(tuning_score=math.nan)) is None
    assert tuned(runs[runs["seed"] == 7]) is None
    assert tuned(pd.concat([runs[runs["seed"] == 7]] * 2)) is None  # rows of variants that share a record


def test_a_rate_with_a_single_tuning_seed_is_not_chosen() -> None:
    runs = tries("digits", (80.0, 90.0, 10.0))

    found = tuned(runs[(runs["learning_rate"] != 0.01) | (runs["seed"] == 7)])

    assert found is not None
    assert (found.learning_rate, found.tries) == (0.001, 3)


def test_task_is_that_of_dataset() -> None:
    assert [task_in(pd.DataFrame({"dataset": [name]})) for name in ("churn", "diabetes")] == [
        "classification",
        "regression",
    ]
