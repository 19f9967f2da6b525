"""Pairs the values of two sides by seed."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from groundwork.claims.values import SeedValues
from groundwork.core.findings import Which

Scale = Literal["difference", "ratio"]
NO_IMAGES: NDArray[np.int16] = np.zeros((0, 0), dtype=np.int16)


@dataclass(frozen=True)
class Pairs:
    """Paired values by seed; differences are left - right, or ln(left / right) for a ratio.

    If one side's value is a lower bound, the difference is a bound too: `open_below` means that at least one true
    difference is lower, `open_above` that at least one is higher. Using the bound as the value understates the
    difference, so a verdict in the open direction is safe, and no other is allowed. `counted` if both sides are counts
    that do not depend on the seed, so that all pairs are equal. `images` (seeds, test images) has what each test image
    contributes to the differences of the seeds for which this is known.
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
    images: NDArray[np.int16]

    def side(self, which: Which) -> tuple[list[float], int]:
        """Return a side's values, and how many of them are bounds."""
        return (self.left, self.left_bounds) if which == "left" else (self.right, self.right_bounds)

    @property
    def left_out(self) -> int:
        """The number of seeds without a usable difference."""
        return self.missing + self.both_bounds

    @property
    def note(self) -> str:
        """Describes what was left out or is a bound; empty if nothing."""
        value = "value above 0, which a ratio needs," if self.scale == "ratio" else "value"
        parts = [
            (self.missing, f"left out: no {value} on one of the sides"),
            (self.both_bounds, "left out: both sides are only bounds (diverged, or grid too short)"),
            (self.left_bounds, "with a left side that is only a lower bound, so the true value is larger"),
            (self.right_bounds, "with a right side that is only a lower bound, so the true value is larger"),
        ]
        return "; ".join(f"{count} of {self.left_out + len(self.seeds)} seeds {text}" for count, text in parts if count)


def pair(left: SeedValues, right: SeedValues, scale: Scale) -> Pairs:
    """Return the pairs by seed, without seeds that lack a value on a side or have bounds on both."""
    seeds = sorted(left.values.keys() | right.values.keys())
    known = [seed for seed in seeds if _usable(left, seed, scale) and _usable(right, seed, scale)]
    both = left.lower_bounds & right.lower_bounds & set(known)
    kept = [seed for seed in known if seed not in both]
    lefts, rights = [left.values[seed] for seed in kept], [right.values[seed] for seed in kept]
    differences = [_difference(a, b, scale) for a, b in zip(lefts, rights, strict=True)]
    left_bounds, right_bounds = left.lower_bounds.intersection(kept), right.lower_bounds.intersection(kept)
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
        images=_image_differences(left, right, kept) if scale == "difference" else NO_IMAGES,
    )


def _image_differences(left: SeedValues, right: SeedValues, seeds: list[int]) -> NDArray[np.int16]:
    known = [seed for seed in seeds if seed in left.images and seed in right.images]
    return np.array([left.images[seed] - right.images[seed] for seed in known]) if known else NO_IMAGES


def _usable(side: SeedValues, seed: int, scale: Scale) -> bool:
    value = side.values.get(seed, math.nan)
    return math.isfinite(value) and (scale == "difference" or value > 0)


def _difference(left: float, right: float, scale: Scale) -> float:
    return left - right if scale == "difference" else math.log(left / right)
