"""How the learning rate moves: each function gives the rate of one step."""

from dataclasses import dataclass, field

from groundwork.config.catalog import PositiveNumber


@dataclass(frozen=True)
class Moment:
    """Where training stands: `step` of `steps` from 0, `epoch` of `epochs` from 0, validation losses of epochs past."""

    learning_rate: float
    step: int
    steps: int
    epoch: int
    epochs: int
    validation_losses: list[float] = field(default_factory=list)


def constant(moment: Moment) -> float:
    """Return the variant's learning rate at every step."""
    return moment.learning_rate


def exponential_ramp(moment: Moment, *, start: PositiveNumber, stop: PositiveNumber) -> float:
    """Return a rate that grows by one factor a step from `start` to `stop`: the range test of Smith 2017."""
    return float(start * (stop / start) ** (moment.step / max(moment.steps - 1, 1)))
