"""A claim's two sides measured and paired, ready for a decision."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from groundwork.claims import measures
from groundwork.claims.deciding import Contrast
from groundwork.claims.measured import Measure, column_measure
from groundwork.claims.metrics import COLUMNS
from groundwork.claims.pairing import Pairs, pair
from groundwork.claims.schema import Comparison
from groundwork.claims.sides import NotEvaluatedError, Side, Tables, resolve


@dataclass(frozen=True)
class Compared:
    """A claim with its sides found and its seeds paired."""

    claim: Comparison
    left: Side
    right: Side
    pairs: Pairs

    @property
    def records(self) -> list[str]:
        """The records of both sides, each once."""
        return list(dict.fromkeys([*self.left.records, *self.right.records]))

    @property
    def contrast(self) -> Contrast:
        """What the decision rests on, in the unit of the differences: natural logarithms for a ratio."""
        margin = math.log(self.claim.margin) if self.claim.scale == "ratio" else self.claim.margin
        pairs = self.pairs
        return Contrast(tuple(pairs.differences), self.claim.expect, margin, pairs.open_below, pairs.open_above)


def compare(claim: Comparison, tables: Tables, fallbacks: Mapping[str, str]) -> Compared:
    """Return the claim with its pairs; NotEvaluatedError says why it cannot be judged in this run."""
    left = resolve("left", claim.study, claim.left, tables)
    right = resolve("right", claim.study, claim.right, tables)
    _require_dataset(claim.requires_dataset, {*left.runs["dataset"], *right.runs["dataset"]}, fallbacks)
    pairs = pair(*_measure(claim.metric)(left, right), claim.scale)
    if not pairs.seeds and not pairs.both_bounds:
        raise NotEvaluatedError(f"no seed has a value of {claim.metric} on both sides in this run")
    return Compared(claim, left, right, pairs)


def _measure(metric: str) -> Measure:
    if metric in COLUMNS:
        return column_measure(metric)
    measure: Measure = getattr(measures, metric)
    return measure


def _require_dataset(required: str | None, found: set[str], fallbacks: Mapping[str, str]) -> None:
    if required is None or found == {required}:
        return
    actual = " and ".join(sorted(found - {required}))
    if fallbacks.get(required) in found:
        raise NotEvaluatedError(f"the sentence is about {required}, and {actual} stands in for it in this run")
    raise NotEvaluatedError(f"the sentence is about {required}, and these runs are on {actual}")
