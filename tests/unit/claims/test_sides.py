"""Selectors: the variant of a side, the tuned choice, and messages if there is no variant."""

import math
from collections.abc import Callable

import pandas as pd
import pytest

from groundwork.claims.resolving import resolve_variants
from groundwork.claims.selectors import Selector
from groundwork.claims.sides import NotEvaluatedError, VariantSide, shared_settings

Planter = Callable[..., pd.DataFrame]


@pytest.fixture
def runs(planted: Planter) -> pd.DataFrame:
    """Three learning rates of Adam; 0.003 is best for the tuning seeds and worst for the reported seeds."""
    frames = []
    for rate, tuning, reported in ((1e-2, 70.0, 99.0), (3e-3, 88.0, 60.0), (1e-3, 80.0, 95.0)):
        settings = {"optimizer": "adam", "learning_rate": rate}
        frames.append(planted(settings, validation_accuracy_percent=reported, test_accuracy_percent=reported))
        frames.append(
            planted(settings, "tuning", [7, 8], validation_accuracy_percent=tuning, test_accuracy_percent=float("nan"))
        )
    return pd.concat(frames, ignore_index=True)


def side(runs: pd.DataFrame, selector: Selector) -> VariantSide:
    return resolve_variants("left", "optimizers", selector, {"optimizers": {"runs": runs}})


def test_number_matches_as_written_in_yaml(runs: pd.DataFrame) -> None:
    found = side(runs, {"optimizer": "adam", "learning_rate": 0.01})
    assert found.only_record() == "record of adam, 0.01"
    assert sorted(found.runs["seed"]) == [42, 43, 44, 45, 46]
    assert (found.settings, found.chosen) == ({"optimizer": "adam", "learning_rate": 0.01}, {})


def test_tuned_uses_only_tuning_seeds_and_validation(runs: pd.DataFrame) -> None:
    found = side(runs, {"optimizer": "adam", "learning_rate": "tuned"})
    assert found.only_record() == "record of adam, 0.003"
    assert found.choice is not None
    assert (found.choice.learning_rate, found.choice.tries, found.choice.at_edge) == (3e-3, 3, False)
    assert set(found.runs["role"]) == {"report"}
    assert found.settings == {"optimizer": "adam", "learning_rate": 3e-3}
    assert found.chosen == {"learning_rate": "tuned; 3 tried"}


def test_tuned_breaks_ties_low_and_marks_edge(runs: pd.DataFrame) -> None:
    runs.loc[runs["role"] == "tuning", "tuning_score"] = 80.0
    found = side(runs, {"learning_rate": "tuned"})
    assert found.settings == {"learning_rate": 1e-3}
    assert found.chosen == {"learning_rate": "tuned; 3 tried, the edge of its grid"}


def test_tuned_without_tuning_seeds(runs: pd.DataFrame) -> None:
    expected = "left side: no two tuning seeds in study 'optimizers' chose a rate for learning_rate tuned"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(runs[runs["role"] == "report"], {"learning_rate": "tuned"})


def test_variant_without_reported_seeds_is_no_side(runs: pd.DataFrame) -> None:
    """With `reported_learning_rates`, most rates train the tuning seeds only."""
    chosen = runs[(runs["role"] == "tuning") | (runs["learning_rate"] == 3e-3)]
    leaves_out = "which reported_learning_rates of study 'optimizers' leaves out"

    assert side(chosen, {"learning_rate": "tuned"}).only_record() == "record of adam, 0.003"
    with pytest.raises(NotEvaluatedError, match=f"left side: no reported seed trained at 0.01, {leaves_out}"):
        side(chosen, {"learning_rate": 1e-2})
    with pytest.raises(NotEvaluatedError, match=f"left side: no reported seed trained at 0.001, 0.01, {leaves_out}"):
        side(chosen, {"optimizer": "adam"})


def test_no_variant_has_setting(runs: pd.DataFrame) -> None:
    expected = (
        "left side: no variant of study 'optimizers' has optimizer sgd, learning_rate 0.001; the grid was changed, "
        "or this budget has another one"
    )
    with pytest.raises(NotEvaluatedError, match=expected):
        side(runs, {"optimizer": "sgd", "learning_rate": 1e-3})


def test_several_variants_have_setting(runs: pd.DataFrame) -> None:
    expected = "left side: 3 variants of study 'optimizers' have optimizer adam, where a comparison needs one"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(runs, {"optimizer": "adam"}).only_record()


def test_study_missing(runs: pd.DataFrame) -> None:
    expected = r"params.yaml has no study 'optimizer' that trains; did you mean 'optimizers'\? \(optimizers\)"
    with pytest.raises(NotEvaluatedError, match=expected):
        resolve_variants("left", "optimizer", {}, {"optimizers": {"runs": runs}})


def test_shared_settings(runs: pd.DataFrame) -> None:
    shared = shared_settings(side(runs, {"learning_rate": 1e-2}), side(runs, {"learning_rate": 1e-3}))
    assert shared == {
        "dataset": "fashion-mnist",
        "train_images": 1000,
        "preprocessing": "unit_range",
        "model": "mlp",
        "initializer": "torch_default",
        "loss": "cross_entropy",
        "optimizer": "adam",
        "schedule": "constant",
        "batch_size": 128,
        "epochs": 5,
    }


def test_missing_table(runs: pd.DataFrame) -> None:
    with pytest.raises(NotEvaluatedError, match="left side: study 'optimizers' has no table 'curves' in this run"):
        side(runs, {"learning_rate": 1e-2}).rows("curves")


def test_setting_of_one_side_only_is_not_shared(planted: Planter) -> None:
    """A setting that is empty on one side is not shared."""
    left = side(planted({"patience": 3, "augmentation": "random_crop"}), {})
    right = side(planted({"patience": math.nan, "augmentation": "random_crop"}), {})
    assert "patience" not in shared_settings(left, right)
    assert shared_settings(left)["patience"] == 3
    assert shared_settings(left, right)["augmentation"] == "random_crop"


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({"name": "early stopping"}, ["early stopping, 3"]),
        ({"patience": 3}, ["early stopping, 3"]),
        ({"patience": None}, ["plain, nan", "tuned, nan"]),
        ({"patience": None, "name": "plain"}, ["plain, nan"]),
        ({"clip_norm": None}, ["early stopping, 3", "plain, nan", "tuned, nan"]),
        ({"train_images": 1000.0, "epochs": 5, "name": "tuned"}, ["tuned, nan"]),
        ({"name": "tuned", "learning_rate": "tuned"}, ["tuned, nan"]),
    ],
)
def test_selectors_match_empty_cells(planted: Planter, selector: Selector, expected: list[str]) -> None:
    frames = [
        planted({"name": name, "patience": patience}, role, seeds)
        for name, patience in (("early stopping", 3), ("plain", math.nan), ("tuned", math.nan))
        for role, seeds in (("report", [42]), ("tuning", [7, 8]))
    ]
    assert side(pd.concat(frames, ignore_index=True), selector).records == [f"record of {each}" for each in expected]


def test_name_selector_without_named_variants(runs: pd.DataFrame) -> None:
    with pytest.raises(NotEvaluatedError, match="left side: no variant of study 'optimizers' has name plain; the grid"):
        side(runs, {"name": "plain"})


def test_null_selects_unused_setting(planted: Planter) -> None:
    assert side(planted({}), {"patience": None}).settings == {"patience": None}


def test_smallest_and_largest_among_matching_variants(runs: pd.DataFrame, planted: Planter) -> None:
    """The largest learning rate is SGD's, but the selector is for Adam."""
    both = pd.concat([runs, planted({"optimizer": "sgd", "learning_rate": 1.0})], ignore_index=True)
    assert side(both, {"learning_rate": "largest"}).only_record() == "record of sgd, 1"
    found = side(both, {"learning_rate": "largest", "optimizer": "adam"})
    assert found.only_record() == "record of adam, 0.01"
    assert found.settings == {"learning_rate": 0.01, "optimizer": "adam"}
    assert found.chosen == {"learning_rate": "largest"}
    smallest = side(both, {"learning_rate": "smallest"})
    assert (smallest.settings, smallest.chosen) == ({"learning_rate": 1e-3}, {"learning_rate": "smallest"})


def test_tuned_at_largest_batch_size(planted: Planter) -> None:
    frames = [
        planted({"batch_size": size, "learning_rate": rate}, role, seeds, validation_accuracy_percent=80 + rate)
        for size in (16, 1024)
        for rate in (0.1, 0.2)
        for role, seeds in (("report", [42]), ("tuning", [7, 8]))
    ]
    found = side(pd.concat(frames), {"learning_rate": "tuned", "batch_size": "largest"})
    assert found.only_record() == "record of 1024, 0.2"
    assert found.settings == {"learning_rate": 0.2, "batch_size": 1024}
    assert found.chosen == {"learning_rate": "tuned; 2 tried, the edge of its grid", "batch_size": "largest"}
