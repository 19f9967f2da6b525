"""Hand-made records of two variants, small enough to know every number of their tables."""

from collections.abc import Callable
from typing import Any

import pytest

from groundwork.plan import Plan
from groundwork.records import CheckBody, Epoch, Example, Layer, Reading, Record, Run, TrainingBody
from groundwork.records import Test as TestSplit
from groundwork.results import StudyResults

TRAIN_LOSSES = [2.3, 1.0, 0.8, 0.5, 0.4]
REACHING = [0.1, 0.5, 0.7, 0.9, 0.85]
MISSING = [0.1, 0.5, 0.6, 0.7, 0.65]


def epoch(number: int, validation_accuracy: float | None, train_loss: float | None) -> Epoch:
    return Epoch(
        epoch=number,
        images_seen=200 * number,
        train_loss=train_loss,
        train_accuracy=None if train_loss is None else 0.95,
        validation_loss=train_loss,
        validation_accuracy=validation_accuracy,
        step_loss=None if number == 0 else train_loss,
        step_loss_spread=None if number == 0 or train_loss is None else 0.1 * number,
    )


def finished(seed: int, role: Any, accuracies: list[float], test: TestSplit | None) -> Run:
    return Run(
        seed=seed,
        role=role,
        diverged_at_step=None,
        steps=16,
        epochs=[
            epoch(n, accuracy, loss) for n, (accuracy, loss) in enumerate(zip(accuracies, TRAIN_LOSSES, strict=True))
        ],
        readings=[
            Reading(probe="gradient_norm", epoch=0, layer="output", value=0.25),
            Reading(probe="activation_spread", epoch=0, layer="output", value=0.5),
        ],
        step_losses=[2.25, None],
        step_rates=[0.001, 0.01],
        test=test,
    )


def diverged(seed: int, role: Any = "report") -> Run:
    return Run(
        seed=seed,
        role=role,
        diverged_at_step=5,
        steps=8,
        epochs=[epoch(0, 0.1, 2.3), epoch(1, 0.2, 1.9), epoch(2, None, None)],
        readings=[],
        step_losses=[],
        step_rates=[],
        test=None,
    )


def tested(accuracy: float) -> TestSplit:
    mistake = Example(index=4, label=1, predicted=0, probability=0.875)
    right = Example(index=0, label=0, predicted=0, probability=0.5)
    return TestSplit(
        accuracy=accuracy, loss=0.6, confusion=[[3, 0], [1, 4]], first_images=[right], most_confident_mistakes=[mistake]
    )


LAYERS = [
    Layer(name="convolution", kind="Conv2d", output_shape=[2, 4, 4], parameters=20),
    Layer(name="output", kind="Linear", output_shape=[2], parameters=66),
]


@pytest.fixture
def results(values: dict[str, Any], plan_of: Callable[..., Plan]) -> StudyResults:
    """Rate 0.1: three reported seeds, of which one missed the target and one diverged; rate 0.01: all reach it."""
    values["budgets"]["small"]["epochs"] = 4
    values["studies"]["rates"]["checks"] = ["adam_state_bytes"]
    plan = plan_of(values)
    study = plan.studies["rates"]
    high = [
        finished(1, "report", REACHING, tested(0.875)),
        finished(2, "report", MISSING, tested(0.75)),
        diverged(3),
        finished(7, "tuning", REACHING, None),
    ]
    low = [finished(seed, "report", REACHING, tested(0.5 + 0.125 * seed)) for seed in (3, 2, 1)]
    bodies = [TrainingBody(layers=LAYERS, runs=high), TrainingBody(layers=LAYERS, runs=[*low, diverged(7, "tuning")])]
    records = {
        variant.record: Record(name=variant.record, identity={}, body=body)
        for variant, body in zip(study.variants, bodies, strict=True)
    }
    check = CheckBody(holds=True, measured={"numbers": 2.0, "bytes": 8.0})
    records |= {name: Record(name=name, identity={}, body=check) for name in study.checks.values()}
    return StudyResults(study, records, plan.params.statistics)
