"""The one-line summary of a job."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.config.names import Component
from groundwork.jobs.summary import summary_line
from groundwork.planning.specs import CheckSpec, FitSpec, MeasurementSpec, Spec
from groundwork.records import schema
from groundwork.records.schema import CheckBody, MeasuredRun, MeasuredValue, MeasurementBody, Run, TrainingBody

SpecWith = Callable[..., Spec]


def run(seed: int, accuracy: float | None, loss: float | None = None, **fields: Any) -> Run:
    """Return a reported run with this test accuracy and loss."""
    percent = {} if accuracy is None else {"test_accuracy_percent": 100 * accuracy}
    test = schema.Test(metrics={**percent, "test_loss": loss})
    end = {"step": 8, "train": {}, "validation": {}, "late_step_loss": None, "late_step_loss_std": None, "test": test}
    values: dict[str, Any] = {
        **{"seed": seed, "role": "report", "diverged_at_step": None, "steps": 8, "curve": [], "kept_point": 0},
        **{"horizons": [end], "readings": [], "step_losses": [], "step_rates": []},
    }
    return Run.model_validate(values | fields)


def body(*runs: Run) -> TrainingBody:
    return TrainingBody(layers=[], multiply_adds=None, runs=list(runs))


DIVERGED = run(44, None, diverged_at_step=3, horizons=[])
TUNED = run(7, None, role="tuning", horizons=[])


def test_summary_has_mean_accuracy_over_reported_seeds(spec_with: SpecWith) -> None:
    line = summary_line(spec_with(), body(TUNED, run(42, 0.5), run(43, 0.6)))

    assert line == "mlp (hidden_layer_sizes 12) adam 0.01: 55.0 % test accuracy over 2 seeds"


def test_diverged_seed_is_counted_but_not_averaged(spec_with: SpecWith) -> None:
    line = summary_line(spec_with(), body(run(42, 0.5), DIVERGED))

    assert line == "mlp (hidden_layer_sizes 12) adam 0.01: 50.0 % test accuracy over 2 seeds, 1 diverged"


def test_summary_if_all_seeds_diverged(spec_with: SpecWith) -> None:
    assert summary_line(spec_with(), body(DIVERGED)).endswith(": no test result over 1 seed, 1 diverged")


@pytest.mark.parametrize(
    ("losses", "expected"),
    [((2900.0, 3100.123), "test loss 3000 over 2 seeds"), ((None, None), "no finite test loss over 2 seeds")],
)
def test_summary_of_a_regression_has_its_loss(
    spec_with: SpecWith, losses: tuple[float | None, ...], expected: str
) -> None:
    spec = spec_with(loss=Component(name="mean_squared_error"))

    line = summary_line(spec, body(*(run(42 + number, None, loss) for number, loss in enumerate(losses))))

    assert line == f"mlp (hidden_layer_sizes 12) adam 0.01 mean_squared_error: {expected}"


def test_summary_omits_common_components(spec_with: SpecWith) -> None:
    spec = spec_with(
        preprocessing=Component(name="permuted"),
        augmentation=Component(name="random_crop", settings={"padding": 2}),
        initializer=Component(name="he_normal"),
        loss=Component(name="cross_entropy", settings={"label_smoothing": 0.1}),
        schedule=Component(name="cosine"),
        learning_rate=1e-5,
    )

    line = summary_line(spec, body(run(42, 0.5)))

    started, _, _ = line.partition(":")
    assert started == "mlp (hidden_layer_sizes 12) adam 1e-5 permuted random_crop (padding 2) he_normal cosine"


def test_summary_of_a_fit_has_the_number_of_images(spec_with: SpecWith) -> None:
    values = spec_with(model=Component(name="random_forest", settings={"n_estimators": 5})).model_dump(exclude={"kind"})

    line = summary_line(FitSpec.model_validate(values), body(run(42, 0.751), run(43, 0.751)))

    assert line == "random_forest (n_estimators 5) on 120 images: 75.1 % test accuracy over 2 seeds"


def test_summary_of_a_measurement_counts_its_values(spec_with: SpecWith) -> None:
    value = MeasuredValue(case="one", metric="learned_percent", at=None, value=1.0)
    spec = MeasurementSpec(measurement=Component(name="random_search", settings={"n_trials": 8}), base=spec_with())

    line = summary_line(spec, MeasurementBody(runs=[MeasuredRun(seed=seed, values=[value] * 3) for seed in (42, 43)]))

    assert line == "random search (n_trials 8): 6 numbers"


def test_summary_uses_the_singular_for_one(spec_with: SpecWith) -> None:
    value = MeasuredValue(case="one", metric="learned_percent", at=None, value=1.0)
    spec = MeasurementSpec(measurement=Component(name="random_search"), base=spec_with())

    assert summary_line(spec, MeasurementBody(runs=[MeasuredRun(seed=42, values=[value])])) == "random search: 1 number"
    assert summary_line(spec_with(), body(run(42, 0.5))).endswith(": 50.0 % test accuracy over 1 seed")


@pytest.mark.parametrize(("holds", "expected"), [(True, "holds"), (False, "does not hold")])
def test_summary_of_a_check_says_whether_it_holds(holds: bool, expected: str) -> None:
    line = summary_line(CheckSpec(check="adam_state_bytes"), CheckBody(holds=holds, measured={}))

    assert line == f"adam state bytes: {expected}"
