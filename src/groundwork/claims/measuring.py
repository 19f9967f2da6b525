"""Each side's values of a claim's metric, whatever the sides are."""

from collections.abc import Callable
from typing import Any

from groundwork.claims import joint_measures
from groundwork.claims.measured import Measured, read_column
from groundwork.claims.measures import endings, leads, learning_rates, seeds, signals
from groundwork.claims.metrics import COLUMNS, JOINT_MEASURE
from groundwork.claims.schema import Comparison
from groundwork.claims.sides import ConstantSide, MeasurementSide, Side, VariantSide
from groundwork.config.catalog import entries

# Imported by name, and not found by the catalog's paths, so that the key of judging covers their source.
MODULES: tuple[Any, ...] = (endings, leads, learning_rates, seeds, signals)
Joint = Callable[[VariantSide, VariantSide], tuple[Measured, Measured]]


def measure_both(claim: Comparison, left: Side, right: Side) -> tuple[Measured, Measured]:
    """Return both sides' values by seed; a constant has its value for every seed of the other side."""
    if claim.metric in entries(JOINT_MEASURE):
        joint: Joint = getattr(joint_measures, claim.metric)
        return joint(_variants(left), _variants(right))
    measured = _measure(claim.metric_of("left"), left)
    if isinstance(right, ConstantSide):
        return measured, Measured(dict.fromkeys(measured.values, right.value), counted=True)
    return measured, _measure(claim.metric_of("right"), right)


def measure_of(metric: str) -> Callable[[VariantSide], Measured]:
    """Return the function that measures a derived metric."""
    function: Callable[[VariantSide], Measured] = next(
        getattr(module, metric) for module in MODULES if hasattr(module, metric)
    )
    return function


def _measure(metric: str, side: Side) -> Measured:
    if isinstance(side, MeasurementSide):
        return Measured(side.values)
    return read_column(metric, _variants(side)) if metric in COLUMNS else measure_of(metric)(_variants(side))


def _variants(side: Side) -> VariantSide:
    """Return a side that selects variants; TypeError for any other, which claims.yaml was refused for."""
    if not isinstance(side, VariantSide):
        raise TypeError(f"{dict(side.settings)}: not a variant, where one is needed")
    return side
