"""Contrasts: the paired differences that a claim is decided by, and the estimates of their means."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from groundwork.core.statistics import NOT_SHARED, Floats, SharedVariance, moderated

MIN_PAIRS = 3  # two pairs may agree by chance (accuracies come in steps of one image), which gives std 0

Expect = Literal["less", "greater", "equal"]


@dataclass(frozen=True)
class Contrast:
    """The input of a decision: paired differences, and what matters and is claimed in the same unit.

    The interval has no end where it is open. `counted` if the differences do not depend on the seed: all are equal, and
    nothing is tested. Contrasts of a family with the same `alike` have variances of one kind, which are moderated
    together. `shared` is the variance that more seeds do not reduce; `overlap` how many times a variance over the seeds
    adds to the variance of the mean, because the seeds' splits share examples (Nadeau and Bengio 2003).
    """

    differences: tuple[float, ...]
    expect: Expect
    matters: float
    claimed: float | None = None
    open_below: bool = False
    open_above: bool = False
    counted: bool = False
    alike: Hashable = None
    shared: SharedVariance = NOT_SHARED
    overlap: float = 0.0

    @property
    def is_tested(self) -> bool:
        """Whether it is tested: the differences are a sample with enough pairs."""
        return not self.counted and len(self.differences) >= MIN_PAIRS

    @property
    def sign(self) -> int:
        """The sign of the claimed direction, plus if equality is claimed."""
        return -1 if self.expect == "less" else 1

    @property
    def target(self) -> float:
        """What an effect in the claimed direction has to exceed: the larger of what matters and what is claimed."""
        return self.matters if self.claimed is None else max(self.matters, self.claimed)

    def with_open_ends(self, low: float, high: float) -> tuple[float, float]:
        """Return an interval with infinite ends where it is open."""
        return -math.inf if self.open_below else low, math.inf if self.open_above else high


@dataclass(frozen=True)
class Estimates:
    """Mean differences (draws, contrasts), with standard errors, degrees of freedom and variances over the seeds."""

    means: Floats
    errors: Floats
    degrees: Floats
    variances: Floats
    degrees_of_variances: Floats


def estimate(family: Sequence[Contrast], samples: Sequence[Floats]) -> Estimates:
    """Return the mean of each contrast's samples (draws, pairs) with its standard error.

    The variance of a mean is the moderated variance over the seeds, divided by their number, plus what
    the seeds share. Samples of equal values have exactly that mean, and variance 0.
    """
    equal = np.column_stack([(each == each[:, :1]).all(axis=1) for each in samples])
    firsts = np.column_stack([each[:, 0] for each in samples])
    means = np.where(equal, firsts, np.column_stack([each.mean(axis=1) for each in samples]))
    raw = np.where(equal, 0.0, np.column_stack([each.var(axis=1, ddof=1) for each in samples]))
    pairs = np.array([each.shape[1] for each in samples], dtype=float)
    variances, degrees = raw, np.broadcast_to(pairs - 1, raw.shape).copy()
    for alike in {each.alike for each in family if each.alike is not None}:
        group = [index for index, each in enumerate(family) if each.alike == alike]
        variances[:, group], degrees[:, group] = moderated(raw[:, group], degrees[:, group])
    errors, all_degrees = standard_error(
        variances,
        degrees,
        1 / pairs + np.array([each.overlap for each in family]),
        np.array([each.shared.value for each in family]),
        np.array([each.shared.curvature for each in family]),
    )
    return Estimates(means, errors, all_degrees, variances, degrees)


def standard_error(
    variances: Floats, degrees: Floats, weights: Floats, shared: Floats, curvatures: Floats
) -> tuple[Floats, Floats]:
    """Return the standard error of a mean, whose variance is `weights` of that over seeds plus what they share.

    Degrees of freedom by Welch and Satterthwaite.
    """
    over_seeds = variances * weights
    total = over_seeds + shared
    with np.errstate(all="ignore"):
        combined = np.where(total > 0, total**2 / (over_seeds**2 / degrees + curvatures), degrees)
    return np.sqrt(total), combined
