"""The values of a claim's metric on each side, by seed, and which of them are lower bounds."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from groundwork.claims.correctness import percent_by_image
from groundwork.claims.metrics import DERIVED, JOINT
from groundwork.claims.schema import Comparison
from groundwork.claims.sides import ConstantSide, MeasurementSide, Side, VariantSide, is_empty
from groundwork.components.catalog import load_function
from groundwork.config.catalog import entries
from groundwork.core.metrics import METRICS, RUN_METRICS, column_of

TEST_ACCURACY = column_of("test", "accuracy_percent")


@dataclass(frozen=True)
class SeedValues:
    """One value per seed, NaN if missing; for seeds in `lower_bounds`, the value is a lower bound.

    `counted` if the value does not depend on the seed. `images` has what each test image contributes, for seeds whose
    value is the mean over the test images, where all seeds have the same ones.
    """

    values: dict[int, float]
    lower_bounds: frozenset[int] = frozenset()
    counted: bool = False
    images: Mapping[int, NDArray[np.int16]] = field(default_factory=dict)


def values_of_both_sides(claim: Comparison, left: Side, right: Side) -> tuple[SeedValues, SeedValues]:
    """Return both sides' values by seed; a constant is repeated for every seed of the other side."""
    if claim.metric in entries(JOINT):
        joint: Callable[[VariantSide, VariantSide], tuple[SeedValues, SeedValues]] = load_function(JOINT, claim.metric)
        return joint(_variants(left), _variants(right))
    measured = values_of(claim.metric_of("left"), left)
    if isinstance(right, ConstantSide):
        nothing = {seed: np.zeros_like(images) for seed, images in measured.images.items()}
        return measured, SeedValues(dict.fromkeys(measured.values, right.value), counted=True, images=nothing)
    return measured, values_of(claim.metric_of("right"), right)


def column_values(metric: str, side: VariantSide) -> SeedValues:
    """Return a column of the side's only variant, with infinite values replaced by lower bounds.

    A diverged run is worse than any that finished, so it counts as the worst of the study.
    """
    side.only_record()
    values = dict(zip(side.runs["seed"].astype(int), side.runs[metric].astype(float), strict=True))
    infinite = frozenset(seed for seed, value in values.items() if math.isinf(value))
    bounds = dict.fromkeys(infinite, _worst(metric, side)) if infinite else {}
    images = percent_by_image(side, side.runs) if metric == TEST_ACCURACY else {}
    return SeedValues(values | bounds, infinite, _is_counted(metric, side), images)


def values_of(metric: str, side: Side) -> SeedValues:
    """Return the values of a metric of one side, by seed."""
    if isinstance(side, MeasurementSide):
        return SeedValues(side.values, counted=METRICS[metric].counted == "network")
    if metric in RUN_METRICS:
        return column_values(metric, _variants(side))
    derived: Callable[[VariantSide], SeedValues] = load_function(DERIVED, metric)
    return derived(_variants(side))


def _variants(side: Side) -> VariantSide:
    """Return a variant side; raises TypeError for any other, which the schema rejects."""
    if not isinstance(side, VariantSide):
        raise TypeError(f"{dict(side.settings)}: expected a variant")
    return side


def _is_counted(metric: str, side: VariantSide) -> bool:
    """Return whether a count is the same for every seed by construction: no run can end early."""
    counted = RUN_METRICS[metric].counted if metric in RUN_METRICS else None
    stops_early = not side.runs["patience"].map(is_empty).all()
    diverges = bool((side.runs["outcome"] != "finished").any())
    return counted == "network" or (counted == "run" and not (stops_early or diverges))


def _worst(metric: str, side: VariantSide) -> float:
    values = side.tables["runs"][metric]
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else math.nan
