"""The typed schema of claims.yaml: a claim is a comparison of two sides or an exact check."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from groundwork.claims.metrics import JOINT, metric_names
from groundwork.claims.selectors import CONSTANT, METRIC, Selector, claim_error, is_constant, is_measurement
from groundwork.config.catalog import CHECK, entries
from groundwork.config.entries import Identifier, Text
from groundwork.config.names import name_of
from groundwork.config.schema import Section
from groundwork.config.suggestions import suggestion
from groundwork.core.metrics import METRICS, unit_of


class Claim(Section):
    """Fields of every claim: the textbook sentence, its source, and the study that tests it."""

    id: Identifier
    study: Identifier
    sentence: Text
    source: Literal["textbook", "convention", "mathematics"]


class Comparison(Claim):
    """A claim that compares a metric of two sides; the margin is in points or units, or a factor for a ratio."""

    protocol: Text
    conditions: str = ""
    requires_dataset: str | None = None
    metric: Text
    left: Selector
    right: Selector
    expect: Literal["less", "greater", "equal"]
    scale: Literal["difference", "ratio"]
    margin: Annotated[float, Field(ge=0, allow_inf_nan=False)]

    @property
    def sides(self) -> Mapping[str, Selector]:
        """The selectors by side."""
        return {"left": self.left, "right": self.right}

    def metric_of(self, side: str) -> str:
        """Return the metric of a side: its own if it has one, otherwise the claim's."""
        return str(self.sides[side].get(METRIC, self.metric))

    @model_validator(mode="after")
    def _metrics_fit_sides(self) -> "Comparison":
        measured = [name for name, selector in self.sides.items() if not is_constant(selector)]
        for name in measured:
            _refuse_unknown_metric(self.metric_of(name), name, self.sides[name])
        units = {unit_of(metric): metric for metric in (self.metric, *map(self.metric_of, measured))}
        if len(units) > 1:
            named = " and ".join(f"{metric} ({unit or 'no unit'})" for unit, metric in units.items())
            raise claim_error(f"metric: {named} have different units; compare metrics with the same unit")
        return self

    @model_validator(mode="after")
    def _joint_metrics_have_two_variants(self) -> "Comparison":
        joint = entries(JOINT)
        if any(selector.get(METRIC) in joint for selector in self.sides.values()):
            raise claim_error("metric: a metric of two variants cannot be one side's own; make it the claim's metric")
        others = [each for each in self.sides.values() if is_constant(each) or is_measurement(each) or METRIC in each]
        if self.metric in joint and others:
            raise claim_error(
                f"metric: '{self.metric}' compares two variants; let both sides select one by its settings"
            )
        return self

    @model_validator(mode="after")
    def _constant_stands_right(self) -> "Comparison":
        if is_constant(self.left):
            raise claim_error("left: a constant can only be the right side; swap the sides and reverse 'expect'")
        constant = self.right.get(CONSTANT)
        if isinstance(constant, int | float) and self.scale == "ratio" and constant <= 0:
            raise claim_error(
                f"right: constant: {constant:g} has no ratio; write a number above 0, or scale: difference"
            )
        return self

    @model_validator(mode="after")
    def _margin_fits_scale(self) -> "Comparison":
        if self.scale == "ratio" and self.margin < 1:
            raise claim_error(f"margin: {self.margin:g} is not a factor of at least 1; write 1.25 for a quarter more")
        return self


class ExactClaim(Claim):
    """A claim judged by an exact check."""

    check: Annotated[str, name_of(CHECK)]


class Claims(Section):
    """All of claims.yaml, in order."""

    claims: tuple[Comparison | ExactClaim, ...]


def type_of(claim: object) -> type[Comparison | ExactClaim]:
    """Return the type of a claim in claims.yaml: one with a check is exact."""
    return ExactClaim if isinstance(claim, dict) and "check" in claim else Comparison


def _refuse_unknown_metric(metric: str, side: str, selector: Selector) -> None:
    place = f"{side}.metric" if METRIC in selector else "metric"
    known = METRICS if is_measurement(selector) else metric_names()
    if metric not in known:
        raise claim_error(f"{place}: '{metric}' is not a metric{suggestion(metric, known)}")
