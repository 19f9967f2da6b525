"""Tables of a study whose reported seeds depend on the choice of a learning rate."""

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from groundwork.planning.plan import Variant
from groundwork.records.schema import Record, Run
from groundwork.tables.confusion import confusion
from groundwork.tables.correctness import correctness
from groundwork.tables.curves import curves
from groundwork.tables.examples import examples
from groundwork.tables.horizons import horizons
from groundwork.tables.runs import runs
from groundwork.tables.shared.choices import Tuned, tuned
from groundwork.tables.shared.files import read_tables, write_tables
from groundwork.tables.shared.results import StudyResults
from groundwork.tables.summary import summary
from tests.unit.tables import made

SLOW, FAST = (0.1, 0.2, 0.3, 0.6, 0.9), (0.1, 0.4, 0.5, 0.5, 0.5)
WORST = (0.1, 0.1, 0.1, 0.1, 0.1)


def until(step: int, run: Run) -> Run:
    """Return the beginning of a run."""
    return run.model_copy(
        update={
            "steps": step,
            "curve": [point for point in run.curve if point.step <= step],
            "kept_point": sum(point.step <= step for point in run.curve) - 1,
            "horizons": [horizon for horizon in run.horizons if horizon.step <= step],
        }
    )


@pytest.fixture
def chosen() -> StudyResults:
    """Three rates, read after 8 and 16 steps: 0.01 is best at the end, 0.1 at step 8, and 0.001 at neither."""
    tried = {0.01: (SLOW, 16), 0.1: (FAST, 8), 0.001: (WORST, 0)}
    variants: list[Variant] = []
    records: dict[str, Record] = {}
    for rate, (accuracies, step) in tried.items():
        variant = made.made_variant(f"mlp-{rate}", made.made_spec(learning_rate=rate), learning_rate=rate)
        variants.append(replace(variant, tuning_record=f"tuning-mlp-{rate}"))
        reported = [until(step, made.made_run(seed, "report", accuracies, made.made_test(0.875))) for seed in (1, 2)]
        tuning = [made.made_run(seed, "tuning", accuracies, None) for seed in (7, 8)]
        bodies = {
            f"mlp-{rate}": made.trained(*reported * bool(step)).model_copy(update={"chosen_until": step}),
            f"tuning-mlp-{rate}": made.trained(*tuning),
        }
        records |= {name: Record(name=name, identity={}, body=body) for name, body in bodies.items()}
    study = replace(made.made_results().study, variants=tuple(variants))
    return StudyResults(study, records, made.made_results().statistics)


def seeds_by_rate(table: pd.DataFrame) -> dict[float, list[int]]:
    return {float(str(rate)): group["seed"].tolist() for rate, group in table.groupby("learning_rate")}


def test_runs_have_the_reported_seeds_of_the_rate_chosen_at_the_end(chosen: StudyResults) -> None:
    table = runs(chosen)

    assert seeds_by_rate(table) == {0.01: [1, 2, 7, 8], 0.1: [7, 8], 0.001: [7, 8]}
    assert set(table["record"]) == {"mlp-0.01", "mlp-0.1", "mlp-0.001"}
    assert (table["tuning_record"] == "tuning-" + table["record"]).all()


def test_horizons_have_a_rate_as_long_as_it_is_chosen(chosen: StudyResults) -> None:
    table = horizons(chosen)
    reported = table[table["role"] == "report"]

    early, end = (reported[reported["horizon"] == step] for step in (8, 16))
    assert (seeds_by_rate(early), seeds_by_rate(end)) == ({0.01: [1, 2], 0.1: [1, 2]}, {0.01: [1, 2]})
    assert set(reported["outcome"]) == {"finished"}
    assert set(early["test_accuracy_percent"]) == {50.0}
    assert set(end["test_accuracy_percent"]) == {87.5}


def test_a_divergence_after_the_end_of_a_rate_leaves_no_row(chosen: StudyResults) -> None:
    """A run that was to end at step 8 and diverged before has no row at the end, where it was never to arrive."""
    body = made.trained(made.diverged_run(1), made.diverged_run(2)).model_copy(update={"chosen_until": 8})
    records = {**chosen.records, "mlp-0.1": Record(name="mlp-0.1", identity={}, body=body)}

    table = horizons(replace(chosen, records=records))

    diverged = table[(table["role"] == "report") & (table["learning_rate"] == 0.1)]
    assert diverged["horizon"].tolist() == [8, 8]
    assert set(diverged["outcome"]) == {"diverged at step 5"}


def test_tuning_score_is_a_late_mean_of_tuning_seeds(chosen: StudyResults) -> None:
    """The last quarter of 16 steps is from step 12 on, that of 8 steps from step 6 on."""
    table = horizons(chosen)
    tuning = table[table["role"] == "tuning"]

    scores = tuning.groupby(["horizon", "learning_rate"])["tuning_score"].first().to_dict()
    assert scores == {(8, 0.001): 10, (8, 0.01): 30, (8, 0.1): 50, (16, 0.001): 10, (16, 0.01): 75, (16, 0.1): 50}
    assert table.loc[table["role"] == "report", "tuning_score"].isna().all()


def test_a_diverged_tuning_seed_scores_as_one_that_guesses(chosen: StudyResults) -> None:
    body = made.trained(made.diverged_run(7, "tuning"))
    records = {**chosen.records, "tuning-mlp-0.1": Record(name="tuning-mlp-0.1", identity={}, body=body)}

    table = runs(replace(chosen, records=records))

    assert table.loc[table["learning_rate"] == 0.1, "tuning_score"].tolist() == [50.0]


def test_early_stopping_scores_up_to_the_kept_weights() -> None:
    run = made.made_run(7, "tuning", SLOW, None, kept_point=2)
    variant = made.made_variant("mlp", made.made_spec(patience=2, horizons=(16,)))

    table = runs(made.made_results([(variant, made.trained(run))]))

    assert table["tuning_score"].tolist() == [30.0]


def test_tables_choose_as_the_job_did(chosen: StudyResults, tmp_path: Path) -> None:
    write_tables(tmp_path, chosen)
    tables = read_tables(tmp_path, "rates")
    early = tables["horizons"].loc[lambda rows: rows["horizon"] == 8]

    assert tuned(tables["runs"]) == Tuned("mlp-0.01", "tuning-mlp-0.01", 0.01, 3, at_edge=False)
    assert tuned(early) == Tuned("mlp-0.1", "tuning-mlp-0.1", 0.1, 3, at_edge=True)


def test_tables_of_the_end_leave_out_runs_that_ended_early(chosen: StudyResults) -> None:
    for table in (confusion(chosen), examples(chosen), summary(chosen)):
        assert set(table["record"]) == {"mlp-0.01"}
    assert correctness(chosen).groupby("record")["horizon"].unique().map(list).to_dict() == {
        "mlp-0.01": [8, 16],
        "mlp-0.1": [8],
    }
    ends = curves(chosen).groupby(["role", "learning_rate"])["step"].max()
    assert ends["report"].to_dict() == {0.01: 16, 0.1: 8}
    assert ends["tuning"].to_dict() == {0.01: 16, 0.1: 16, 0.001: 16}


def test_estimator_has_no_tuning_columns() -> None:
    variant = made.made_variant("forest", made.made_fit_spec())

    table = runs(made.made_results([(variant, made.trained(made.fitted_run(1)))]))

    assert table["tuning_record"].tolist() == [""]
    assert math.isnan(table["tuning_score"].iloc[0])
