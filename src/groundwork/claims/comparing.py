"""Resolves a claim's two sides and pairs their values by seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from groundwork.claims.deciding import Contrast
from groundwork.claims.pairing import Pairs, pair
from groundwork.claims.resolving import resolve
from groundwork.claims.schema import Comparison
from groundwork.claims.sides import NotEvaluatedError, Side, Tables, VariantSide
from groundwork.claims.values import values_of_both_sides
from groundwork.core.metrics import effect_unit
from groundwork.tables.shared.metrics import unit_under
from groundwork.tables.shared.rows import component_of


@dataclass(frozen=True)
class PairedComparison:
    """A claim with its resolved sides and paired values."""

    claim: Comparison
    left: Side
    right: Side
    pairs: Pairs

    @property
    def records(self) -> list[str]:
        """The records of both sides, and of the tuning seeds that chose them, without duplicates."""
        chosen = [record for side in (self.left, self.right) if side.choice for record in side.choice.records]
        return list(dict.fromkeys([*self.left.records, *self.right.records, *chosen]))

    @property
    def unit(self) -> str:
        """The unit of both sides' values; a loss has the unit of the variants' training loss."""
        sides = [side for side in (self.left, self.right) if isinstance(side, VariantSide)]
        losses = [component_of(side.runs["components"].iloc[0], "loss") for side in sides]
        return unit_under(losses[0] if losses else None, self.claim.metric)

    @property
    def effect_unit(self) -> str:
        """The unit of the effect."""
        return effect_unit(self.unit, self.claim.scale)

    @property
    def contrast(self) -> Contrast:
        """The input of the decision, in the unit of the differences: natural logarithms for a ratio."""
        margin = math.log(self.claim.matters) if self.claim.scale == "ratio" else self.claim.matters
        pairs = self.pairs
        differences = tuple(pairs.differences)
        return Contrast(differences, self.claim.expect, margin, pairs.open_below, pairs.open_above, pairs.counted)


def compare(
    claim: Comparison, tables: Tables, fallbacks: Mapping[str, str], base_datasets: Mapping[str, str]
) -> PairedComparison:
    """Return the claim with its pairs; raises NotEvaluatedError if this run cannot judge it."""
    required = claim.requires_dataset
    if required is not None and required in fallbacks:
        raise NotEvaluatedError(
            f"the sentence is about {required}, and this run uses the fallback {fallbacks[required]}"
        )
    left, right = (resolve(name, claim, tables, base_datasets) for name in claim.sides)
    _require_dataset(required, left.datasets | right.datasets)
    pairs = pair(*values_of_both_sides(claim, left, right), claim.scale)
    if not pairs.seeds:
        raise NotEvaluatedError(_why_nothing_compares(claim, pairs))
    return PairedComparison(claim, left, right, pairs)


def _why_nothing_compares(claim: Comparison, pairs: Pairs) -> str:
    if pairs.both_bounds:
        return f"no seed reached the target on either side in this run: {pairs.note}"
    value = f"a value of {claim.metric}" + (" above 0" if claim.scale == "ratio" else "")
    return f"no seed has {value} on both sides in this run"


def _require_dataset(required: str | None, found: set[str]) -> None:
    if required is not None and found != {required}:
        actual = " and ".join(sorted(found - {required}))
        raise NotEvaluatedError(f"the sentence is about {required}, and these runs are on {actual}")
