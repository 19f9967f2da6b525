"""Learning rate schedules: each function returns the learning rate of one step, for any length of training."""

import math
from dataclasses import dataclass, field

from groundwork.config.bounds import Fraction, PositiveInteger, PositiveNumber


@dataclass(frozen=True)
class TrainingProgress:
    """Progress of training: `step` and `epoch` count from 0; `validation_losses` holds one value per past epoch."""

    learning_rate: float
    step: int
    steps: int
    epoch: int
    epochs: int
    validation_losses: list[float] = field(default_factory=list)

    @property
    def fraction(self) -> float:
        """The completed fraction of training, in [0, 1)."""
        return self.step / self.steps


def constant(progress: TrainingProgress) -> float:
    """Return the variant's learning rate at every step."""
    return progress.learning_rate


def exponential_ramp(progress: TrainingProgress, *, start_lr: PositiveNumber, end_lr: PositiveNumber) -> float:
    """Return a learning rate that grows by a constant factor per step: the learning rate range test (Smith 2017)."""
    return float(start_lr * (end_lr / start_lr) ** (progress.step / max(progress.steps - 1, 1)))


def step_decay(progress: TrainingProgress, *, drops: PositiveInteger = 2, gamma: Fraction = 0.1) -> float:
    """Return the learning rate, multiplied by `gamma` at each of `drops` evenly spaced steps."""
    return progress.learning_rate * gamma ** (progress.step * (drops + 1) // progress.steps)


def exponential_decay(progress: TrainingProgress, *, end_factor: Fraction = 0.01) -> float:
    """Return a learning rate that decays by a constant factor per step, to `end_factor` times its initial value."""
    return float(progress.learning_rate * end_factor**progress.fraction)


def cosine(progress: TrainingProgress, *, end_factor: Fraction = 0.0) -> float:
    """Return a learning rate with cosine annealing to `end_factor` times its initial value.

    Loshchilov and Hutter 2017, equation 5.
    """
    return progress.learning_rate * _half_cosine(1.0, end_factor, progress.fraction)


def warmup(progress: TrainingProgress, *, warmup_ratio: Fraction = 0.1) -> float:
    """Return a learning rate with linear warmup over `warmup_ratio` of training, then constant (Goyal et al. 2017)."""
    return progress.learning_rate * min(1.0, (progress.step + 1) / max(warmup_ratio * progress.steps, 1.0))


def reduce_on_plateau(progress: TrainingProgress, *, factor: Fraction = 0.1, patience: Fraction = 0.1) -> float:
    """Return the learning rate, multiplied by `factor` each time the validation loss stops improving for `patience`.

    `patience` is a fraction of all epochs, rounded, at least one epoch. A non-finite loss is no improvement.
    """
    patient_epochs = max(round(patience * progress.epochs), 1)
    lowest, waited, drops = math.inf, 0, 0
    for loss in progress.validation_losses:
        waited = 0 if loss < lowest else waited + 1
        lowest = min(lowest, loss)
        if waited == patient_epochs:
            waited, drops = 0, drops + 1
    return progress.learning_rate * factor**drops


def one_cycle(
    progress: TrainingProgress,
    *,
    pct_start: Fraction = 0.3,
    div_factor: PositiveNumber = 25.0,
    final_div_factor: PositiveNumber = 1e4,
) -> float:
    """Return the learning rate of the one-cycle policy (Smith and Topin 2018) with cosine annealing.

    As torch's OneCycleLR: it rises from 1 / `div_factor` of the maximum over the fraction `pct_start` of training, then
    falls to 1 / `final_div_factor` of the initial value. Momentum is not cycled.
    """
    initial, final = 1 / div_factor, 1 / (div_factor * final_div_factor)
    last = progress.steps - 1
    peak = max(pct_start * progress.steps - 1, 0.0)  # in steps
    if progress.step < peak:
        return progress.learning_rate * _half_cosine(initial, 1.0, progress.step / peak)
    return progress.learning_rate * _half_cosine(1.0, final, (progress.step - peak) / max(last - peak, 1.0))


def _half_cosine(first: float, last: float, progress: float) -> float:
    """Interpolate from `first` to `last` along half a cosine."""
    return last + (first - last) * (1 + math.cos(math.pi * progress)) / 2
