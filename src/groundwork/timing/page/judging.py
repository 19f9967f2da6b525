"""Judges claims about time from timings paired by round."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groundwork.claims.contrasts import Contrast
from groundwork.claims.deciding import Decision, decide
from groundwork.config.suggestions import suggestion
from groundwork.core.errors import UserError
from groundwork.core.statistics import mean_interval
from groundwork.timing.laps import Laps
from groundwork.timing.page.claims import TimingClaim

Judged = tuple[TimingClaim, Decision | None]


@dataclass(frozen=True)
class Ratio:
    """The ratio of two cases' times: geometric mean and confidence interval."""

    value: float
    low: float
    high: float


def judged(claims: Sequence[TimingClaim], laps: Mapping[str, Laps], confidence: float) -> list[Judged]:
    """Return each claim with its decision, or None if its timing was not run.

    The claims of one timing form one family for Holm's procedure. Raises UserError if a claim names an unknown case.
    """
    decisions: dict[str, Decision] = {}
    for timing, found in laps.items():
        family = [claim for claim in claims if claim.timing == timing]
        contrasts = [_contrast(claim, found) for claim in family]
        decisions |= {claim.id: each for claim, each in zip(family, decide(contrasts, confidence), strict=True)}
    return [(claim, decisions.get(claim.id)) for claim in claims]


def ratio(laps: Laps, left: str, right: str, confidence: float) -> Ratio:
    """Return the ratio of the left case's time to the right case's."""
    found = mean_interval(_log_ratios(laps, left, right), confidence)
    return factors(found.mean, found.low, found.high)


def factors(mean: float, low: float, high: float) -> Ratio:
    """Convert the mean and interval of log ratios to factors."""
    return Ratio(math.exp(mean), math.exp(low), math.exp(high))


def _contrast(claim: TimingClaim, laps: Laps) -> Contrast:
    for side in ("left", "right"):
        case = getattr(claim, side)
        if case not in laps.seconds:
            place = f"timing_claims.yaml: {claim.id}.{side}"
            raise UserError(f"{place}: {case!r} is not a case of {claim.timing}{suggestion(case, laps.seconds)}")
    return Contrast(tuple(_log_ratios(laps, claim.left, claim.right)), claim.expect, math.log(claim.matters))


def _log_ratios(laps: Laps, left: str, right: str) -> list[float]:
    return [math.log(a / b) for a, b in zip(laps.seconds[left], laps.seconds[right], strict=True)]
