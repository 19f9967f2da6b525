"""Synthetic studies: real specs and records, curves from a formula, tables from the real functions."""

import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from groundwork.core.class_scores import metrics_of_confusion
from groundwork.figures.shared.drawing import FigureContext
from groundwork.jobs.choosing import last_horizon
from groundwork.planning.plan import Plan, StudyPlan
from groundwork.planning.specs import FitSpec, Spec, VariantSpec
from groundwork.records.schema import Bin, CurvePoint, Example, Horizon, Layer, Reading, Record, Run, TrainingBody
from groundwork.records.schema import Test as TestSplit
from groundwork.tables.shared.files import read_tables, write_tables
from groundwork.tables.shared.results import StudyResults
from tests.unit.figures.figure_studies import SHALLOW, STUDIES

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
MADE: dict[str, dict[str, pd.DataFrame]] = {}
BEST_RATES = {"sgd": 0.3, "adam": 0.002, "momentum": 0.05}


@pytest.fixture(scope="session")
def context() -> FigureContext:
    images = np.random.default_rng(1).integers(0, 256, (40, 8, 8), dtype=np.uint8)
    return FigureContext("study", CLASSES, images, 0.95)


@pytest.fixture
def tables_of(
    values: dict[str, Any], plan_of: Callable[..., Plan], tmp_path: Path
) -> Callable[[str], dict[str, pd.DataFrame]]:
    """Return the tables of one of the studies above, as read from disk; made once for each."""

    def tables(name: str) -> dict[str, pd.DataFrame]:
        if name not in MADE:
            MADE[name] = make(name)
        return {table: rows.copy() for table, rows in MADE[name].items()}

    def make(name: str) -> dict[str, pd.DataFrame]:
        values["budgets"]["small"] |= {"epochs": 5, "seeds": [1, 2, 3]}
        values["budgets"]["small"]["tuning_seeds"] = [7, 8]
        values["horizons"] = [8]  # the end of the second epoch
        values["defaults"] |= {"model": "mlp", "learning_rate": 0.001} | SHALLOW
        values["studies"] = {name: STUDIES[name]}
        plan = plan_of(values)
        write_tables(tmp_path, results_of(plan, plan.studies[name]))
        return read_tables(tmp_path, name)

    return tables


def results_of(plan: Plan, study: StudyPlan) -> StudyResults:
    records: dict[str, Record] = {}
    for planned in (plan.records[name] for name in plan.records if name in study.records):  # tuning records first
        spec = planned.spec
        assert isinstance(spec, VariantSpec)
        body = body_of(spec)
        if isinstance(spec, Spec) and spec.choice:
            until = last_horizon(spec, spec.choice, [records[name] for name in spec.tuning_records])
            body = body.model_copy(update={"chosen_until": until, "runs": body.runs if until else []})
        records[planned.name] = Record(name=planned.name, identity=planned.identity, body=body)
    return StudyResults(study, records, plan.params.statistics)


def body_of(spec: VariantSpec) -> TrainingBody:
    if isinstance(spec, FitSpec):
        return TrainingBody(layers=[], multiply_adds=None, runs=[fitted_run(spec, seed) for seed in spec.seeds])
    of_mlp = spec.model.settings.get("hidden_layer_sizes", [8, 8])
    sizes = {"softmax_regression": [], "mlp": of_mlp}.get(spec.model.name, [8, 8])
    names = [*(f"hidden_{number + 1}" for number in range(len(sizes))), "output"]
    layers = [Layer(name=name, kind="Linear", output_shape=[10], parameters=12_345) for name in names]
    runs = [*(made_run(spec, seed, "report", names) for seed in spec.seeds)]
    runs += [made_run(spec, seed, "tuning", names) for seed in spec.tuning_seeds]
    multiply_adds = random.Random(spec.model.label).randrange(7_850, 2_000_000)  # noqa: S311
    return TrainingBody(layers=layers, multiply_adds=multiply_adds, runs=runs)


def fitted_run(spec: FitSpec, seed: int) -> Run:
    noise = random.Random(f"{seed}{spec.label}")  # noqa: S311
    top = 0.9 - 3 / (spec.train_images + 10) ** 0.5 * noise.uniform(0.9, 1.1)
    point = made_point(1, 0, top, noise)
    return Run(
        seed=seed,
        role="report",
        diverged_at_step=None,
        steps=0,
        curve=[point],
        kept_point=0,
        horizons=[made_horizon(0, point, made_test(top, noise))],
        readings=[],
        step_losses=[],
        step_rates=[],
    )


def made_run(spec: Spec, seed: int, role: Any, layers: list[str]) -> Run:
    noise = random.Random(f"{seed}{spec.label}")  # noqa: S311
    away = math.log10(spec.learning_rate / BEST_RATES.get(spec.optimizer.name, 0.002))
    diverges = spec.schedule.name != "exponential_ramp" and away + 0.1 * (seed % 4) > 1.9
    kind = random.Random(f"{spec.model.label}{spec.initializer.label}{spec.schedule.label}")  # noqa: S311
    top = max(0.1, 0.85 + kind.gauss(0, 0.01) - 0.07 * away**2 + noise.gauss(0, 0.004))
    if spec.initializer.name == "zeros" or ("activation sigmoid" in spec.model.label and len(layers) > 5):
        top = 0.1 + noise.uniform(0, 0.02)
    last = 1 if diverges and away < 3 else 0 if diverges else spec.epochs
    steps_per_epoch = spec.steps // spec.epochs
    curve = [made_point(number, number * steps_per_epoch, top, noise) for number in range(last + 1)]
    if last:
        curve.insert(1, made_point(0.5, steps_per_epoch // 2, top, kind))
    readings = list(made_readings(spec, curve, layers, noise))
    step_losses = [made_ramp_loss(step, noise) for step in range(60)] if spec.keep_step_losses else []
    test = None if diverges or role == "tuning" else made_test(top, noise)
    return Run(
        seed=seed,
        role=role,
        diverged_at_step=5 if diverges else None,
        steps=50,
        curve=curve,
        kept_point=len(curve) - 1,
        horizons=[] if diverges else [made_horizon(step, curve[-1], test) for step in spec.horizons],
        readings=readings,
        step_losses=step_losses,
        step_rates=[1e-6 * 10 ** (7 * step / 59) for step in range(60)] if spec.keep_step_losses else [],
    )


def made_point(epoch: float, step: int, top: float, noise: random.Random) -> CurvePoint:
    accuracy = 0.1 + (top - 0.1) * (1 - 2.0 ** (-1.5 * epoch)) + (noise.gauss(0, 0.003) if epoch else 0)
    loss = 2.3 * (1.1 - accuracy)
    return CurvePoint(
        step=step,
        epoch=epoch,
        images_seen=round(200 * epoch),
        train={"loss": loss, "accuracy_percent": 100 * min(accuracy + 0.01 * epoch, 1.0)},
        validation={"loss": loss * 1.1, "accuracy_percent": 100 * accuracy},
        step_loss=loss if epoch else None,
        step_loss_std=0.1 * loss * noise.uniform(0.8, 1.2) if epoch else None,
    )


def made_horizon(step: int, point: CurvePoint, test: TestSplit | None) -> Horizon:
    return Horizon(
        step=step,
        train=point.train,
        validation=point.validation,
        late_step_loss=point.step_loss,
        late_step_loss_std=point.step_loss_std,
        test=test,
    )


def made_readings(spec: Spec, curve: list[CurvePoint], layers: list[str], noise: random.Random) -> Iterator[Reading]:
    for probe in spec.probes:
        for point in curve:
            for place, layer in enumerate(layers):
                value = (0.2 + 0.3 * place) * (1 + 0.5 * point.epoch) * noise.uniform(0.8, 1.2)
                yield Reading(probe=probe, step=point.step, epoch=point.epoch, layer=layer, value=value)


def made_ramp_loss(step: int, noise: random.Random) -> float | None:
    if step > 55:
        return None
    return 2.3 - 1.5 / (1 + math.exp((32 - step) / 2)) + math.exp((step - 46) / 2) + noise.gauss(0, 0.05)


def made_test(top: float, noise: random.Random) -> TestSplit:
    right = round(100 * top)
    wrong = 100 - right
    confusion = [[right if i == j else wrong if j == (i + 3) % 10 else 0 for j in range(10)] for i in range(10)]
    examples = [
        Example(index=index, label=index % 10, predicted=(index + index % 3) % 10, probability=noise.uniform(0.4, 1))
        for index in range(24)
    ]
    mistakes = [Example(index=index, label=8, predicted=9, probability=0.999) for index in range(30, 38)]
    return TestSplit(
        metrics={
            **{"test_accuracy_percent": 100 * top, "test_loss": 0.6, "roc_auc_percent": 50 + 50 * top},
            **{"calibration_error_points": 5.0, "overconfidence_points": 4.0},
            **metrics_of_confusion(confusion),
        },
        reliability=[Bin(images=9, confidence=(n + 0.5) / 15, accuracy=top * (n + 0.5) / 15) for n in range(15)],
        confusion=confusion,
        first_images=examples,
        most_confident_mistakes=mistakes,
    )
