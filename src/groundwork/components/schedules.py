"""How the learning rate moves: each function gives the rate of one step, in parts of training whatever its length."""

import math
from dataclasses import dataclass, field

from groundwork.config.bounds import Fraction, PositiveInteger, PositiveNumber


@dataclass(frozen=True)
class Moment:
    """Where training stands: `step` of `steps` from 0, `epoch` of `epochs` from 0, validation losses of epochs past."""

    learning_rate: float
    step: int
    steps: int
    epoch: int
    epochs: int
    validation_losses: list[float] = field(default_factory=list)

    @property
    def progress(self) -> float:
        """The part of training that is over, from 0 to just below 1."""
        return self.step / self.steps


def constant(moment: Moment) -> float:
    """Return the variant's learning rate at every step."""
    return moment.learning_rate


def exponential_ramp(moment: Moment, *, start: PositiveNumber, stop: PositiveNumber) -> float:
    """Return a rate that grows by one factor a step from `start` to `stop`: the range test of Smith 2017."""
    return float(start * (stop / start) ** (moment.step / max(moment.steps - 1, 1)))


def step_decay(moment: Moment, *, drops: PositiveInteger = 2, factor: Fraction = 0.1) -> float:
    """Return the rate times `factor` for each drop so far; the drops part training into stretches of equal length."""
    return moment.learning_rate * factor ** (moment.step * (drops + 1) // moment.steps)


def exponential_decay(moment: Moment, *, final: Fraction = 0.01) -> float:
    """Return a rate that falls by one factor a step towards `final` times itself, reached when training is over."""
    return float(moment.learning_rate * final**moment.progress)


def cosine(moment: Moment, *, final: Fraction = 0.0) -> float:
    """Return a rate that falls along half a cosine to `final` times itself (Loshchilov and Hutter 2017, equation 5)."""
    return moment.learning_rate * _half_cosine(1.0, final, moment.progress)


def warmup(moment: Moment, *, fraction: Fraction = 0.1) -> float:
    """Return a rate that rises in equal steps over a fraction of training and then stays (Goyal et al. 2017)."""
    return moment.learning_rate * min(1.0, (moment.step + 1) / max(fraction * moment.steps, 1.0))


def reduce_on_plateau(moment: Moment, *, factor: Fraction = 0.1, patience: Fraction = 0.1) -> float:
    """Return the rate times `factor` for each time that the validation loss reached no new low for a while.

    `patience` is that while as a fraction of all epochs, rounded, and at least one epoch. A loss that is not finite is
    no new low.
    """
    patient_epochs = max(round(patience * moment.epochs), 1)
    lowest, waited, drops = math.inf, 0, 0
    for loss in moment.validation_losses:
        waited = 0 if loss < lowest else waited + 1
        lowest = min(lowest, loss)
        if waited == patient_epochs:
            waited, drops = 0, drops + 1
    return moment.learning_rate * factor**drops


def one_cycle(moment: Moment, *, rise: Fraction = 0.3, start: Fraction = 0.04, final: Fraction = 4e-6) -> float:
    """Return a rate that rises from `start` times itself for a fraction of training and falls to `final` times itself.

    One cycle (Smith and Topin 2018) with half cosines for its two slopes, and the momentum left alone.
    """
    last = moment.steps - 1
    peak = max(rise * moment.steps - 1, 0.0)  # in steps
    if moment.step < peak:
        return moment.learning_rate * _half_cosine(start, 1.0, moment.step / peak)
    return moment.learning_rate * _half_cosine(1.0, final, (moment.step - peak) / max(last - peak, 1.0))


def _half_cosine(first: float, last: float, progress: float) -> float:
    """Return the value on the way from `first` to `last`, slow at both ends."""
    return last + (first - last) * (1 + math.cos(math.pi * progress)) / 2
