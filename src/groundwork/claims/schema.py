"""The typed schema of claims.yaml: a claim is a comparison of two sides or an exact check."""

from collections.abc import Collection, Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from groundwork.claims.metrics import JOINT, metric_names
from groundwork.claims.selectors import CONSTANT, METRIC, Selector, claim_error, is_constant, is_measurement
from groundwork.config.catalog import CHECK, entries
from groundwork.config.entries import Identifier, Text
from groundwork.config.names import name_of
from groundwork.config.schema import Section
from groundwork.config.suggestions import suggestion
from groundwork.core.findings import Which
from groundwork.core.metrics import METRICS, unit_of

FIRST_JUDGED_STEPS = 1290
"""From how many steps on runs judge a sentence that does not say so: three epochs of all images."""


class Claim(Section):
    """Fields of every claim: the textbook sentence, its source, and the study that tests it."""

    id: Identifier
    study: Identifier
    sentence: Text
    source: Literal["textbook", "convention", "mathematics"]


class Precondition(Section):
    """What the sentence presupposes: a metric has at least, or at most, this mean on one side or on each of both."""

    metric: Text
    side: Literal["left", "right", "both"]
    at_least: Annotated[float | None, Field(allow_inf_nan=False)] = None
    at_most: Annotated[float | None, Field(allow_inf_nan=False)] = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> "Precondition":
        if (self.at_least is None) == (self.at_most is None):
            raise claim_error("needs either at_least or at_most; write one of them, with a number")
        return self

    @property
    def sides(self) -> tuple[Which, ...]:
        """The sides that it is about."""
        return ("left", "right") if self.side == "both" else (self.side,)


class Comparison(Claim):
    """A claim that compares a metric of two sides.

    `matters` is the smallest effect that matters, `claimed` the size that the sentence asserts, if it asserts one; both
    are in points or units, or factors for a ratio. `judge_from` is the number of steps from which on a run can judge
    the sentence. `at: end` compares each side at the end of its own runs, rather than after equally many steps.
    """

    protocol: Text
    conditions: str = ""
    requires_dataset: str | None = None
    metric: Text
    left: Selector
    right: Selector
    expect: Literal["less", "greater", "equal"]
    scale: Literal["difference", "ratio"]
    matters: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    claimed: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    judge_from: Annotated[int | None, Field(gt=0)] = None
    at: Literal["horizon", "end"] = "horizon"
    precondition: Precondition | None = None

    @property
    def sides(self) -> Mapping[str, Selector]:
        """The selectors by side."""
        return {"left": self.left, "right": self.right}

    @property
    def selects_runs(self) -> bool:
        """Whether a side selects runs, rather than a measurement or a constant."""
        return not all(is_constant(each) or is_measurement(each) for each in self.sides.values())

    @property
    def steps_needed(self) -> int:
        """The number of steps that the runs of both sides need at least, for the claim to be judged."""
        return self.judge_from or FIRST_JUDGED_STEPS

    def metric_of(self, side: str) -> str:
        """Return the metric of a side: its own if it has one, otherwise the claim's."""
        return str(self.sides[side].get(METRIC, self.metric))

    @model_validator(mode="after")
    def _metrics_fit_sides(self) -> "Comparison":
        measured = [name for name, selector in self.sides.items() if not is_constant(selector)]
        for name in measured:
            _reject_unknown_metric(self.metric_of(name), name, self.sides[name])
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
    def _sizes_fit_scale(self) -> "Comparison":
        for name, size in (("matters", self.matters), ("claimed", self.claimed)):
            if self.scale == "ratio" and size is not None and size < 1:
                raise claim_error(f"{name}: {size:g} is not a factor of at least 1; write 1.25 for a quarter more")
        if self.claimed is not None and self.expect == "equal":
            raise claim_error("claimed: a sentence that claims equality asserts no size; delete it")
        if self.claimed is not None and self.claimed <= self.matters:
            raise claim_error(
                f"claimed: {self.claimed:g} is not above matters: {self.matters:g}; delete it, or write a larger one"
            )
        return self

    @model_validator(mode="after")
    def _steps_fit_sides(self) -> "Comparison":
        given = {"judge_from": self.judge_from is not None, "at": self.at == "end"}
        for name in (name for name, is_given in given.items() if is_given):
            if not self.selects_runs:
                raise claim_error(f"{name}: no side of this claim selects runs, which alone have steps; delete it")
        return self

    @model_validator(mode="after")
    def _precondition_fits_sides(self) -> "Comparison":
        if self.precondition is None:
            return self
        metric = self.precondition.metric
        for name in self.precondition.sides:
            if is_constant(self.sides[name]):
                raise claim_error(f"precondition.side: the {name} side is a constant; write the other side")
            known = _metrics_of(self.sides[name])
            if metric not in known or metric in entries(JOINT):
                known = [each for each in known if each not in entries(JOINT)]
                raise claim_error(
                    f"precondition.metric: '{metric}' is not a metric of one side{suggestion(metric, known)}"
                )
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


def _reject_unknown_metric(metric: str, side: str, selector: Selector) -> None:
    place = f"{side}.metric" if METRIC in selector else "metric"
    known = _metrics_of(selector)
    if metric not in known:
        raise claim_error(f"{place}: '{metric}' is not a metric{suggestion(metric, known)}")


def _metrics_of(selector: Selector) -> Collection[str]:
    return METRICS if is_measurement(selector) else metric_names()
