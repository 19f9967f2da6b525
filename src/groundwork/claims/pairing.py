"""Two sides paired by seed: the differences that a claim is judged by, and what had to be left out."""

import math
from dataclasses import dataclass
from typing import Literal

from groundwork.claims.values import Measured
from groundwork.core.findings import Which

Scale = Literal["difference", "ratio"]


@dataclass(frozen=True)
class Pairs:
    """Paired values by seed; differences are left - right, or ln(left / right) for a ratio.

    A bound on one side makes the difference of its pair a bound too: `open_below` says that at least one true
    difference is lower than the one here, `open_above` that one is higher. Treating a bound as the value then
    understates the difference: a verdict in the open direction holds all the more, and no other may be given.
    `counted` where both sides are counts that no seed could have changed, so that all pairs are equal.
    """

    seeds: list[int]
    left: list[float]
    right: list[float]
    differences: list[float]
    open_below: bool
    open_above: bool
    missing: int
    both_bounds: int
    left_bounds: int
    right_bounds: int
    scale: Scale
    counted: bool

    def of_side(self, which: Which) -> tuple[list[float], int]:
        """Return a side's values, and how many of them are bounds."""
        return (self.left, self.left_bounds) if which == "left" else (self.right, self.right_bounds)

    @property
    def left_out(self) -> int:
        """The number of seeds of either side that say nothing about the difference."""
        return self.missing + self.both_bounds

    @property
    def note(self) -> str:
        """What was left out or is a bound, in words; empty where every value is what it seems."""
        value = "value above 0, which a ratio needs," if self.scale == "ratio" else "value"
        parts = [
            (self.missing, f"left out: no {value} on one of the sides"),
            (self.both_bounds, "left out: both sides are only bounds (target missed, diverged, or grid too short)"),
            (self.left_bounds, "with a left side that is only a lower bound, so the true value is larger"),
            (self.right_bounds, "with a right side that is only a lower bound, so the true value is larger"),
        ]
        return "; ".join(f"{count} of {self.left_out + len(self.seeds)} seeds {text}" for count, text in parts if count)


def pair(left: Measured, right: Measured, scale: Scale) -> Pairs:
    """Return the pairs in order of seed, without the seeds that lack a value on a side or have a bound on both."""
    seeds = sorted(left.values.keys() | right.values.keys())
    known = [seed for seed in seeds if _usable(left, seed, scale) and _usable(right, seed, scale)]
    both = left.at_least & right.at_least & set(known)
    kept = [seed for seed in known if seed not in both]
    lefts, rights = [left.values[seed] for seed in kept], [right.values[seed] for seed in kept]
    differences = [_difference(a, b, scale) for a, b in zip(lefts, rights, strict=True)]
    left_bounds, right_bounds = left.at_least.intersection(kept), right.at_least.intersection(kept)
    return Pairs(
        seeds=kept,
        left=lefts,
        right=rights,
        differences=differences,
        open_below=bool(right_bounds),
        open_above=bool(left_bounds),
        missing=len(seeds) - len(known),
        both_bounds=len(both),
        left_bounds=len(left_bounds),
        right_bounds=len(right_bounds),
        scale=scale,
        counted=left.counted and right.counted and len(set(differences)) == 1,
    )


def _usable(side: Measured, seed: int, scale: Scale) -> bool:
    value = side.values.get(seed, math.nan)
    return math.isfinite(value) and (scale == "difference" or value > 0)


def _difference(left: float, right: float, scale: Scale) -> float:
    return left - right if scale == "difference" else math.log(left / right)
