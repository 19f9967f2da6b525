"""Selectors: which variant a side is, how tuning chooses, and what is said where there is no variant."""

from collections.abc import Callable

import pandas as pd
import pytest

from groundwork.claims.sides import NotEvaluatedError, Side, resolve, shared_conditions

Planter = Callable[..., pd.DataFrame]


@pytest.fixture
def runs(planted: Planter) -> pd.DataFrame:
    """Three rates of Adam; on validation the tuning seed likes 0.003 best, and the reported seeds like it least."""
    frames = []
    for rate, tuning, reported in ((1e-2, 70.0, 99.0), (3e-3, 88.0, 60.0), (1e-3, 80.0, 95.0)):
        settings = {"optimizer": "adam", "learning_rate": rate}
        frames.append(planted(settings, validation_accuracy_percent=reported, test_accuracy_percent=reported))
        frames.append(
            planted(settings, "tuning", [7], validation_accuracy_percent=tuning, test_accuracy_percent=float("nan"))
        )
    return pd.concat(frames, ignore_index=True)


def side(runs: pd.DataFrame, selector: dict[str, str | float]) -> Side:
    return resolve("left", "optimizers", selector, {"optimizers": {"runs": runs}})


def test_a_number_matches_as_written_in_yaml(runs: pd.DataFrame) -> None:
    found = side(runs, {"optimizer": "adam", "learning_rate": 0.01})
    assert found.only_record() == "record of adam, 0.01"
    assert sorted(found.runs["seed"]) == [42, 43, 44, 45, 46]
    assert found.text == "optimizer adam, learning_rate 0.01"


def test_tuned_uses_only_tuning_seeds_and_validation(runs: pd.DataFrame) -> None:
    found = side(runs, {"optimizer": "adam", "learning_rate": "tuned"})
    assert found.only_record() == "record of adam, 0.003"
    assert found.choice is not None
    assert (found.choice.learning_rate, found.choice.tries, found.choice.at_edge) == (3e-3, 3, False)
    assert set(found.runs["role"]) == {"report"}
    assert found.text == "optimizer adam, learning_rate 0.003 (tuned; 3 tried)"


def test_tuned_gives_ties_to_the_lower_rate_and_marks_the_edge(runs: pd.DataFrame) -> None:
    runs.loc[runs["role"] == "tuning", "validation_accuracy_percent"] = 80.0
    found = side(runs, {"learning_rate": "tuned"})
    assert found.text == "learning_rate 0.001 (tuned; 3 tried, the edge of its grid)"


def test_tuned_without_tuning_seeds(runs: pd.DataFrame) -> None:
    expected = "left side: no tuning seed in study 'optimizers' chose a rate for learning_rate tuned"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(runs[runs["role"] == "report"], {"learning_rate": "tuned"})


def test_no_variant_has_the_setting(runs: pd.DataFrame) -> None:
    expected = (
        "left side: no variant of study 'optimizers' has optimizer sgd, learning_rate 0.001; the grid was changed"
    )
    with pytest.raises(NotEvaluatedError, match=expected):
        side(runs, {"optimizer": "sgd", "learning_rate": 1e-3})


def test_several_variants_have_the_setting(runs: pd.DataFrame) -> None:
    expected = "left side: 3 variants of study 'optimizers' have optimizer adam, where a comparison needs one"
    with pytest.raises(NotEvaluatedError, match=expected):
        side(runs, {"optimizer": "adam"}).only_record()


def test_the_study_is_gone(runs: pd.DataFrame) -> None:
    expected = r"params.yaml has no study 'optimizer' that trains; did you mean 'optimizers'\? \(optimizers\)"
    with pytest.raises(NotEvaluatedError, match=expected):
        resolve("left", "optimizer", {}, {"optimizers": {"runs": runs}})


def test_a_selector_may_look_into_another_study(runs: pd.DataFrame) -> None:
    tables = {"range_test": {"runs": runs.iloc[:1]}, "optimizers": {"runs": runs}}
    found = resolve("right", "range_test", {"study": "optimizers", "learning_rate": 1e-2}, tables)
    assert (found.study, found.only_record()) == ("optimizers", "record of adam, 0.01")


def test_conditions_are_the_settings_that_both_sides_share(runs: pd.DataFrame) -> None:
    expected = (
        "dataset fashion-mnist, preprocessing unit_range, model mlp, initializer torch_default, optimizer adam, "
        "schedule constant, batch size 128, epochs 5"
    )
    assert shared_conditions(side(runs, {"learning_rate": 1e-2}), side(runs, {"learning_rate": 1e-3})) == expected


def test_a_table_that_was_not_written(runs: pd.DataFrame) -> None:
    with pytest.raises(NotEvaluatedError, match="left side: study 'optimizers' has no table 'curves' in this run"):
        side(runs, {"learning_rate": 1e-2}).rows("curves")
