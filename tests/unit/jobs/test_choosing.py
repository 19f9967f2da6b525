"""The choice of a learning rate by the training job, and how far it trains the reported seeds."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from groundwork.core.errors import UserError
from groundwork.dataset.loading import Prepared
from groundwork.dataset.paths import prepared_path
from groundwork.jobs.choosing import last_horizon
from groundwork.jobs.recording import make_record
from groundwork.jobs.summary import summary_line
from groundwork.jobs.train import train_spec
from groundwork.planning.plan import Plan
from groundwork.planning.specs import Choice, Spec
from groundwork.records.files import read_record, record_path
from groundwork.records.schema import CurvePoint, Horizon, Record, Run, TrainingBody
from tests.unit.planted import planted

SpecWith = Callable[..., Spec]
BY_ACCURACY = Choice(tuning_records=("any",), metric="accuracy_percent", better="higher", diverged=25.0)
BY_LOSS = Choice(tuning_records=("any",), metric="loss", better="lower", diverged=None)
PLANNED = "d" * 12


def tuning_run(readings: Mapping[int, float], metric: str, diverged_at: int | None) -> Run:
    """Return a tuning run with these values of a metric by step, which is read at each of them but for a divergence."""
    values: dict[int, dict[str, float]] = {
        step: {metric: value, "loss" if metric != "loss" else "other": 1.0} for step, value in readings.items()
    }
    empty: dict[str, object] = {"train": {}, "step_loss": None, "step_loss_std": None}
    late: dict[str, object] = {"train": {}, "late_step_loss": None, "late_step_loss_std": None, "test": None}
    curve = [
        CurvePoint.model_validate(empty | {"step": step, "epoch": step, "images_seen": step, "validation": each})
        for step, each in values.items()
    ]
    horizons = [
        Horizon.model_validate(late | {"step": step, "validation": each})
        for step, each in values.items()
        if diverged_at is None or step < diverged_at
    ]
    return Run(
        seed=7,
        role="tuning",
        diverged_at_step=diverged_at,
        steps=max(readings),
        curve=curve,
        kept_point=len(curve) - 1,
        horizons=horizons,
        readings=[],
        step_losses=[],
        step_rates=[],
    )


def tuning_record(
    rate: float, *seeds: Mapping[int, float], metric: str = "accuracy_percent", diverged_at: int | None = None
) -> Record:
    runs = [tuning_run(each, metric, diverged_at) for each in seeds]
    return Record(
        name=f"r{rate}",
        identity={"spec": {"learning_rate": rate}},
        body=TrainingBody(layers=[], multiply_adds=None, runs=runs),
    )


def ends(spec_with: SpecWith, records: Sequence[Record], choice: Choice = BY_ACCURACY) -> dict[float, int]:
    """Return the last horizon of each rate, of the horizons 10 and 40."""
    rates = [record.identity["spec"]["learning_rate"] for record in records]
    return {rate: last_horizon(spec_with(learning_rate=rate, horizons=(10, 40)), choice, records) for rate in rates}


def test_a_rate_ends_at_the_last_horizon_at_which_it_is_chosen(spec_with: SpecWith) -> None:
    """The high rate is ahead early, the medium one late."""
    high = tuning_record(0.1, {10: 60, 40: 70}, {10: 62, 40: 72})
    medium = tuning_record(0.01, {10: 50, 40: 80}, {10: 52, 40: 82})
    low = tuning_record(0.001, {10: 20, 40: 30}, {10: 20, 40: 30})

    assert ends(spec_with, [high, medium, low]) == {0.1: 10, 0.01: 40, 0.001: 0}


def test_ties_go_to_the_lower_rate(spec_with: SpecWith) -> None:
    one = {10: 60.0, 40: 80.0}
    assert ends(spec_with, [tuning_record(rate, one, one) for rate in (0.1, 0.001, 0.01)]) == {
        0.1: 0,
        0.001: 40,
        0.01: 0,
    }


def test_the_mean_of_the_last_quarter_decides(spec_with: SpecWith) -> None:
    """One lucky last value does not."""
    steady = {10: 50, 20: 10, 30: 80, 35: 80, 40: 80}
    lucky = {10: 40, 20: 90, 30: 60, 35: 60, 40: 99}

    found = ends(spec_with, [tuning_record(0.1, steady, steady), tuning_record(0.01, lucky, lucky)])

    assert found == {0.1: 40, 0.01: 0}


def test_a_divergence_counts_from_the_horizon_after_it(spec_with: SpecWith) -> None:
    """Its accuracy is that of guessing, although the curve ends higher."""
    diverging = tuning_record(0.1, {10: 60, 40: 90}, {10: 60, 40: 90}, diverged_at=11)
    slow = tuning_record(0.01, {10: 50, 40: 55}, {10: 50, 40: 55})

    assert ends(spec_with, [diverging, slow]) == {0.1: 10, 0.01: 40}


def test_a_lower_loss_is_better_and_a_diverged_one_infinite(spec_with: SpecWith) -> None:
    records = [
        tuning_record(0.1, {10: 2.0, 40: 0.1}, {10: 2.0, 40: 0.1}, metric="loss", diverged_at=11),
        tuning_record(0.01, {10: 3.0, 40: 1.0}, {10: 3.0, 40: 1.0}, metric="loss"),
        tuning_record(0.001, {10: 4.0, 40: 2.0}, {10: 4.0, 40: 2.0}, metric="loss"),
    ]

    assert ends(spec_with, records, BY_LOSS) == {0.1: 10, 0.01: 40, 0.001: 0}


@pytest.fixture
def train(prepared: Prepared, spec_with: SpecWith) -> Callable[..., tuple[Spec, TrainingBody]]:
    """Train a spec of ten epochs of four steps that is read at steps 6, 20 and 40."""

    def trained(*records: Record, **fields: Any) -> tuple[Spec, TrainingBody]:
        spec = spec_with(**{"epochs": 10, "horizons": (6, 20, 40), "tuning_seeds": ()} | fields)
        return spec, train_spec(spec, prepared, "cpu", records)

    return trained


def until(step: int) -> list[Record]:
    """Return tuning records that choose rate 0.01 up to a step, and 0.1 from then on."""
    points = (6, 20, 40)
    mine = {each: 90.0 if each <= step else 10.0 for each in points}
    return [tuning_record(0.01, mine, mine), tuning_record(0.1, dict.fromkeys(points, 50.0), dict.fromkeys(points, 50))]


@pytest.mark.parametrize("step", [6, 20])
def test_a_run_that_ends_early_is_the_beginning_of_the_whole_one(train: Callable[..., Any], step: int) -> None:
    """Step 6 is within an epoch, step 20 at the end of one."""
    _, whole = train(probes=("gradient_norm",))
    spec, part = train(*until(step), choice=BY_ACCURACY, probes=("gradient_norm",))

    assert (whole.chosen_until, part.chosen_until) == (None, step)
    for one, other in zip(part.runs, whole.runs, strict=True):
        assert (one.steps, one.curve[-1].step, one.role) == (step, step, "report")
        assert one.horizons == [each for each in other.horizons if each.step <= step]
        assert one.curve == [each for each in other.curve if each.step <= step]
        assert one.readings == [each for each in other.readings if each.step <= step]
    assert summary_line(spec, part).endswith(f" % test accuracy over 2 seeds, chosen up to step {step} only")


def test_the_chosen_rate_trains_as_if_there_were_no_choice(train: Callable[..., Any]) -> None:
    _, whole = train()
    spec, chosen = train(*until(40), choice=BY_ACCURACY)

    assert (chosen.chosen_until, chosen.runs) == (40, whole.runs)
    assert summary_line(spec, chosen).endswith(" % test accuracy over 2 seeds")


def test_a_rate_that_is_not_chosen_trains_nothing_and_has_its_layers(train: Callable[..., Any]) -> None:
    _, whole = train()
    spec, none = train(*until(0), choice=BY_ACCURACY)

    assert (none.chosen_until, none.runs) == (0, [])
    assert (none.layers, none.multiply_adds) == (whole.layers, whole.multiply_adds)
    assert summary_line(spec, none) == "mlp (hidden_layer_sizes 12) adam 0.01: not chosen; no run"


def test_tuning_seeds_alone_are_trained_to_the_end(train: Callable[..., Any]) -> None:
    spec, tuning = train(seeds=(), tuning_seeds=(7, 8))

    assert [(run.seed, run.role, run.steps, run.test) for run in tuning.runs] == [
        (7, "tuning", 40, None),
        (8, "tuning", 40, None),
    ]
    mean = sum(run.horizons[-1].validation["accuracy_percent"] for run in tuning.runs) / 2
    expected = f"mlp (hidden_layer_sizes 12) adam 0.01: {mean:.1f} % validation accuracy over 2 tuning seeds"
    assert summary_line(spec, tuning) == expected


@pytest.fixture
def plan(plan_of: Callable[..., Plan], values: dict[str, Any]) -> Plan:
    """A plan with a good and a bad learning rate, of which the tuned one is reported."""
    values["budgets"]["small"]["tuning_seeds"] = [7, 8]
    values["studies"]["rates"] = {
        "fixed": {"train_images": 120, "epochs": 10, "reported_learning_rates": ["tuned"]},
        "vary": {"learning_rate": [0.03, 1e-5]},
    }
    return plan_of(values)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose prepared digits dataset has as many planted images as the plan needs."""
    path = prepared_path("digits", tmp_path, PLANNED)
    path.parent.mkdir(parents=True)
    (train_images, train_labels), (test_images, test_labels) = planted(220, 0), planted(60, 1000)
    arrays = {"train_images": train_images, "train_labels": train_labels}
    arrays |= {"test_images": test_images, "test_labels": test_labels}
    np.savez(path, allow_pickle=False, name=np.array("digits"), digest=np.array(PLANNED), **arrays)
    return tmp_path


def test_a_record_is_made_from_the_tuning_records_of_its_group(root: Path, plan: Plan) -> None:
    good, bad = plan.studies["rates"].variants
    for name in (good.tuning_record, bad.tuning_record):
        make_record(root, plan, str(name))

    lines = [make_record(root, plan, variant.record) for variant in (good, bad)]

    assert "over 3 seeds" in lines[0]
    assert "1e-5: not chosen; no run, " in lines[1]
    bodies = [read_record(record_path(root, variant.record)).body for variant in (good, bad)]
    assert [len(body.runs) for body in bodies if isinstance(body, TrainingBody)] == [3, 0]


def test_a_damaged_tuning_record_is_refused(root: Path, plan: Plan) -> None:
    good, bad = plan.studies["rates"].variants
    for name in (good.tuning_record, bad.tuning_record):
        make_record(root, plan, str(name))
    path = record_path(root, str(bad.tuning_record))
    path.write_text(path.read_text(encoding="utf-8").replace('"steps":30', '"steps":31', 1), encoding="utf-8")

    with pytest.raises(UserError) as error:
        make_record(root, plan, good.record)

    assert str(error.value) == f"{path}: its content does not match its checksum; delete it and run again"
    assert not record_path(root, good.record).exists()
