"""Small synthetic specs, runs and records with known numbers."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from groundwork.config.names import Component
from groundwork.config.schema import Statistics
from groundwork.core.class_scores import metrics_of_confusion
from groundwork.planning.plan import StudyPlan, Variant
from groundwork.planning.specs import FitSpec, Spec, VariantSpec
from groundwork.records.schema import (
    Bin,
    CheckBody,
    CurvePoint,
    Example,
    Horizon,
    Layer,
    MeasuredRun,
    MeasuredValue,
    MeasurementBody,
    Reading,
    Record,
    Run,
    TrainingBody,
)
from groundwork.records.schema import Test as TestSplit
from groundwork.tables.shared.results import StudyResults

TRAIN_LOSSES = [2.3, 1.0, 0.8, 0.5, 0.4]
REACHING = [0.1, 0.5, 0.7, 0.9, 0.85]
MISSING = [0.1, 0.5, 0.6, 0.7, 0.65]
CONFUSION = ((3, 0), (1, 4))
LAYERS = [
    Layer(name="convolution", kind="Conv2d", output_shape=[2, 4, 4], parameters=20),
    Layer(name="output", kind="Linear", output_shape=[2], parameters=66),
]
DATA = {
    "dataset": "two-classes",
    "train_images": 200,
    "validation_images": 100,
    "seeds": (1, 2, 3),
    "preprocessing": Component(name="standardized_features"),
    "model": Component(name="mlp", settings={"hidden_layer_sizes": [8]}),
}
TRAINING = {
    "epochs": 4,
    "tuning_seeds": (7,),
    "augmentation": Component(name="none"),
    "initializer": Component(name="torch_default"),
    "loss": Component(name="cross_entropy"),
    "optimizer": Component(name="adam"),
    "learning_rate": 0.01,
    "schedule": Component(name="constant"),
    "batch_size": 50,
    "clip_norm": None,
    "patience": None,
    "probes": (),
    "keep_step_losses": False,
    "horizons": (8, 16),
}


def made_spec(**fields: Any) -> Spec:
    """Return the spec of a network with these fields."""
    return Spec.model_validate(DATA | TRAINING | fields)


def made_fit_spec(**fields: Any) -> FitSpec:
    """Return the spec of an estimator with these fields."""
    return FitSpec.model_validate(DATA | {"model": Component(name="random_forest")} | fields)


def made_variant(record: str, spec: VariantSpec, name: str = "", **axes: Any) -> Variant:
    """Return a variant that differs from others in these settings."""
    return Variant("rates", name, axes, record, spec)


def made_point(number: int, validation_accuracy: float | None, train_loss: float | None, **fields: Any) -> CurvePoint:
    """Return the end of an epoch of four steps and 200 images; without an accuracy, it is one of a regression."""
    has_accuracy = validation_accuracy is not None
    train = {"accuracy_percent": 95.0} if has_accuracy else {}
    validation = {"accuracy_percent": 100 * (validation_accuracy or 0)} if has_accuracy else {}
    values = {
        "step": 4 * number,
        "epoch": number,
        "images_seen": 200 * number,
        "train": {"loss": train_loss, **train},
        "validation": {"loss": train_loss, **validation},
        "step_loss": None if number == 0 else train_loss,
        "step_loss_std": None if number == 0 or train_loss is None else 0.1 * number,
    }
    return CurvePoint.model_validate(values | fields)


def made_test(accuracy: float, confusion: Sequence[Sequence[int]] = CONFUSION) -> TestSplit:
    """Return test results of eight images of two classes with one mistake, at the last one."""
    counts = [list(row) for row in confusion]
    values = {
        "metrics": {
            **{"test_accuracy_percent": 100 * accuracy, "test_loss": 0.6, "roc_auc_percent": 93.75},
            **{"calibration_error_points": 12.5, "overconfidence_points": -6.25},
            **metrics_of_confusion(counts),
        },
        "reliability": [
            Bin(images=2, confidence=0.625, accuracy=0.5),
            Bin(images=6, confidence=0.9375, accuracy=1.0),
        ],
        "confusion": counts,
        "correct": "/g==",
        "first_images": [Example(index=0, label=0, predicted=0, probability=0.5)],
        "most_confident_mistakes": [Example(index=4, label=1, predicted=0, probability=0.875)],
    }
    return TestSplit.model_validate(values)


def made_horizon(step: int, point: CurvePoint, test: TestSplit | None) -> Horizon:
    """Return the reading at a horizon; the step losses scatter by half of their mean."""
    late_loss = point.train["loss"]
    return Horizon(
        step=step,
        train=point.train,
        validation=point.validation,
        late_step_loss=late_loss,
        late_step_loss_std=None if late_loss is None else late_loss / 2,
        test=test,
    )


def made_run(
    seed: int, role: str, accuracies: Sequence[float | None], test: TestSplit | None, kept_point: int = 4, **fields: Any
) -> Run:
    """Return a finished run of four epochs, read after two of them, too, when it is right about half of the images."""
    pairs = zip(accuracies, TRAIN_LOSSES, strict=True)
    curve = [made_point(number, accuracy, loss) for number, (accuracy, loss) in enumerate(pairs)]
    halfway = made_test(0.5, ((2, 1), (3, 2))) if test else None
    values = {
        "seed": seed,
        "role": role,
        "diverged_at_step": None,
        "steps": 16,
        "curve": curve,
        "kept_point": kept_point,
        "horizons": [made_horizon(8, curve[2], halfway), made_horizon(16, curve[kept_point], test)],
        "readings": [
            Reading(probe="gradient_norm", epoch=0, step=0, layer="output", value=0.25),
            Reading(probe="activation_std", epoch=0, step=0, layer="output", value=0.5),
            Reading(probe="dead_units", epoch=0, step=0, layer="output", value=0.75),
        ],
        "step_losses": [2.25, None],
        "step_rates": [0.001, 0.01],
    }
    return Run.model_validate(values | fields)


def diverged_run(seed: int, role: str = "report", **fields: Any) -> Run:
    """Return a run that diverged in its second epoch."""
    values = {
        "seed": seed,
        "role": role,
        "diverged_at_step": 5,
        "steps": 8,
        "curve": [made_point(0, 0.1, 2.3), made_point(1, 0.2, 1.9), made_point(2, None, None)],
        "kept_point": 2,
        "horizons": [],
        "readings": [],
        "step_losses": [],
        "step_rates": [],
    }
    return Run.model_validate(values | fields)


def fitted_run(seed: int) -> Run:
    """Return the run of an estimator, which has no steps."""
    train = {"loss": 0.5, "accuracy_percent": 100.0}
    point = made_point(1, 0.75, 0.5, step=0, train=train, step_loss=None, step_loss_std=None)
    return Run(
        seed=seed,
        role="report",
        diverged_at_step=None,
        steps=0,
        curve=[point],
        kept_point=0,
        horizons=[made_horizon(0, point, made_test(0.875))],
        readings=[],
        step_losses=[],
        step_rates=[],
    )


def trained(*runs: Run) -> TrainingBody:
    """Return the training result of a network with two layers."""
    return TrainingBody(layers=LAYERS, multiply_adds=384, runs=list(runs))


def searched(*values: float | None) -> MeasurementBody:
    """Return a measurement with one value per seed, without a place and at place 2."""
    places = (None, 2.0)
    return MeasurementBody(
        runs=[
            MeasuredRun(
                seed=seed,
                values=[MeasuredValue(case="log", metric="found_percent", at=at, value=value) for at in places],
            )
            for seed, value in enumerate(values, start=1)
        ]
    )


def made_results(
    trainings: Iterable[tuple[Variant, TrainingBody]] = (),
    checks: Mapping[str, CheckBody] = MappingProxyType({}),
    measurements: Mapping[str, MeasurementBody] = MappingProxyType({}),
) -> StudyResults:
    """Return a study of these variants, checks and measurements, with their records."""
    pairs = list(trainings)
    study = StudyPlan(
        name="rates",
        variants=tuple(variant for variant, _ in pairs),
        checks={name: f"check-{name}" for name in checks},
        measurements={name: f"measurement-{name}" for name in measurements},
        timings=(),
        figures=(),
    )
    bodies: dict[str, TrainingBody | CheckBody | MeasurementBody] = {
        **{variant.record: body for variant, body in pairs},
        **{study.checks[name]: body for name, body in checks.items()},
        **{study.measurements[name]: body for name, body in measurements.items()},
    }
    functions = {record: name.partition(" (")[0] for name, record in study.measurements.items()}
    records = {
        name: Record(name=name, identity={"spec": {"measurement": {"name": functions.get(name)}}}, body=body)
        for name, body in bodies.items()
    }
    return StudyResults(study, records, Statistics(confidence=0.95))
