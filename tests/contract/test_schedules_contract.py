"""Schedules match torch's schedulers and scale with the length of training."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler

from groundwork.components.catalog import load_function
from groundwork.components.schedules import TrainingProgress
from groundwork.config.catalog import SCHEDULE, entries

RATE, STEPS, EPOCHS = 0.2, 60, 12
STEPS_PER_EPOCH = STEPS // EPOCHS
LOSSES = [2.3, 1.5, 1.6, 1.4, 1.4, 1.45, 1.5, 1.3, 1.31, 1.32, 1.33, 1.34]  # before training, then after each epoch
RAMP = {"start_lr": 1e-5, "end_lr": 10.0}
Settings = dict[str, Any]
MakeScheduler = Callable[..., lr_scheduler.LRScheduler]


def ramp(optimizer: torch.optim.Optimizer, start_lr: float, end_lr: float) -> lr_scheduler.LRScheduler:
    for group in optimizer.param_groups:
        group["lr"] = start_lr
    return lr_scheduler.ExponentialLR(optimizer, (end_lr / start_lr) ** (1 / (STEPS - 1)))


def step_decay(optimizer: torch.optim.Optimizer, drops: int = 2, gamma: float = 0.1) -> lr_scheduler.LRScheduler:
    return lr_scheduler.StepLR(optimizer, STEPS // (drops + 1), gamma)


def exponential_decay(optimizer: torch.optim.Optimizer, end_factor: float = 0.01) -> lr_scheduler.LRScheduler:
    return lr_scheduler.ExponentialLR(optimizer, end_factor ** (1 / STEPS))


def cosine(optimizer: torch.optim.Optimizer, end_factor: float = 0.0) -> lr_scheduler.LRScheduler:
    return lr_scheduler.CosineAnnealingLR(optimizer, STEPS, end_factor * RATE)


def warmup(optimizer: torch.optim.Optimizer, warmup_ratio: float = 0.1) -> lr_scheduler.LRScheduler:
    steps = round(warmup_ratio * STEPS)
    return lr_scheduler.LinearLR(optimizer, 1 / steps, total_iters=steps - 1)


def one_cycle(
    optimizer: torch.optim.Optimizer, pct_start: float = 0.3, div_factor: float = 25.0, final_div_factor: float = 1e4
) -> lr_scheduler.LRScheduler:
    return lr_scheduler.OneCycleLR(
        optimizer,
        RATE,
        total_steps=STEPS,
        pct_start=pct_start,
        div_factor=div_factor,
        final_div_factor=final_div_factor,
        cycle_momentum=False,
    )


def reduce_on_plateau(
    optimizer: torch.optim.Optimizer, factor: float = 0.1, patience: float = 0.1
) -> lr_scheduler.ReduceLROnPlateau:
    # torch's patience does not count the epoch after which the learning rate drops; ours does.
    epochs = round(patience * EPOCHS) - 1
    return lr_scheduler.ReduceLROnPlateau(optimizer, factor=factor, patience=epochs, threshold=0, eps=0)


BY_STEP: dict[str, MakeScheduler] = {
    "constant": lambda optimizer: lr_scheduler.ConstantLR(optimizer, 1.0),
    "exponential_ramp": ramp,
    "step_decay": step_decay,
    "exponential_decay": exponential_decay,
    "cosine": cosine,
    "warmup": warmup,
    "one_cycle": one_cycle,
}
NAMES = [*BY_STEP, "reduce_on_plateau"]
FOLLOWING = [name for name in NAMES if name != "exponential_ramp"]  # the ramp does not use the learning rate
OTHER_SETTINGS: dict[str, Settings] = {
    "exponential_ramp": {"start_lr": 1e-3, "end_lr": 1e-4},
    "step_decay": {"drops": 3, "gamma": 0.5},
    "exponential_decay": {"end_factor": 0.25},
    "cosine": {"end_factor": 0.25},
    "warmup": {"warmup_ratio": 0.5},
    "one_cycle": {"pct_start": 0.5, "div_factor": 4.0, "final_div_factor": 2.0},
    "reduce_on_plateau": {"factor": 0.5, "patience": 0.25},
}
REQUIRED: dict[str, Settings] = {"exponential_ramp": RAMP}


def moment_at(step: int, steps: int = STEPS, rate: float = RATE) -> TrainingProgress:
    epoch = step * EPOCHS // steps
    return TrainingProgress(rate, step, steps, epoch, EPOCHS, validation_losses=LOSSES[: epoch + 1])


def our_rates(name: str, settings: Settings, steps: int = STEPS, rate: float = RATE) -> list[float]:
    schedule = load_function(SCHEDULE, name)
    given = REQUIRED.get(name, {}) | settings
    return [schedule(moment_at(step, steps, rate), **given) for step in range(steps)]


def torch_rates(name: str, settings: Settings) -> list[float]:
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = BY_STEP[name](optimizer, **REQUIRED.get(name, {}) | settings)
    rates = []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


CASES: list[tuple[str, Settings]] = [(name, {}) for name in NAMES]
CASES += [(name, {key: value}) for name, settings in OTHER_SETTINGS.items() for key, value in settings.items()]


def test_every_schedule_has_a_torch_counterpart() -> None:
    assert set(entries(SCHEDULE)) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_schedule_setting_has_a_case(name: str) -> None:
    parameters = inspect.signature(load_function(SCHEDULE, name)).parameters.values()

    assert [each.name for each in parameters if each.kind is each.KEYWORD_ONLY] == list(OTHER_SETTINGS.get(name, {}))


@pytest.mark.parametrize(("name", "settings"), [case for case in CASES if case[0] in BY_STEP])
def test_schedule_matches_torch(name: str, settings: Settings) -> None:
    assert our_rates(name, settings) == pytest.approx(torch_rates(name, settings), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("settings", [settings for name, settings in CASES if name == "reduce_on_plateau"])
def test_reduce_on_plateau_drops_in_the_same_epochs_as_torch(settings: Settings) -> None:
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = reduce_on_plateau(optimizer, **settings)
    expected = []
    for loss in LOSSES:
        scheduler.step(loss)
        expected += [optimizer.param_groups[0]["lr"]] * STEPS_PER_EPOCH

    assert our_rates("reduce_on_plateau", settings) == pytest.approx(expected, rel=1e-9)
    assert len(set(expected)) > 1


@pytest.mark.parametrize(("name", "settings"), [case for case in CASES if case[1]])
def test_every_schedule_setting_matters(name: str, settings: Settings) -> None:
    pairs = zip(our_rates(name, settings), our_rates(name, {}), strict=True)

    assert max(abs(one / other - 1) for one, other in pairs) > 0.1


@pytest.mark.parametrize("name", FOLLOWING)
def test_schedule_is_proportional_to_the_learning_rate_and_bounded(name: str) -> None:
    rates = our_rates(name, {})

    assert all(0 < rate <= RATE for rate in rates)
    assert our_rates(name, {}, rate=10 * RATE) == pytest.approx([10 * rate for rate in rates], rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_schedule_shape_is_independent_of_training_length(name: str) -> None:
    """With ten times as many steps, each learning rate lies between two neighbors of the short schedule."""
    short, long = our_rates(name, {}), our_rates(name, {}, steps=10 * STEPS)

    for step in range(1, STEPS - 1):
        around = short[step - 1 : step + 2]
        assert min(around) * (1 - 1e-9) <= long[10 * step] <= max(around) * (1 + 1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_schedule_supports_a_single_step(name: str) -> None:
    only = TrainingProgress(RATE, step=0, steps=1, epoch=0, epochs=1, validation_losses=[2.3])

    assert 0 < load_function(SCHEDULE, name)(only, **REQUIRED.get(name, {})) <= RATE
