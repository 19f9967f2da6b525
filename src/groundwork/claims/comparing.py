"""Resolves a claim's two sides and pairs their values by seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from groundwork.claims.contrasts import Contrast
from groundwork.claims.correctness import overlap
from groundwork.claims.pairing import Pairs, pair
from groundwork.claims.requiring import precondition_of, require_inner_rates
from groundwork.claims.resolving import resolve
from groundwork.claims.schema import Comparison
from groundwork.claims.sides import NotEvaluatedError, Side, Tables, VariantSide
from groundwork.claims.values import values_of_both_sides
from groundwork.core.metrics import effect_unit
from groundwork.core.statistics import NOT_SHARED, shared_variance
from groundwork.tables.shared.metrics import unit_under
from groundwork.tables.shared.rows import component_of


@dataclass(frozen=True)
class PairedComparison:
    """A claim with its resolved sides and paired values, and its precondition with the numbers that meet it."""

    claim: Comparison
    left: Side
    right: Side
    pairs: Pairs
    precondition: str = ""

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

    @cached_property
    def contrast(self) -> Contrast:
        """The input of the decision, in the unit of the differences: natural logarithms for a ratio."""
        claim, pairs = self.claim, self.pairs
        return Contrast(
            differences=tuple(pairs.differences),
            expect=claim.expect,
            matters=self._on_scale(claim.matters),
            claimed=None if claim.claimed is None else self._on_scale(claim.claimed),
            open_below=pairs.open_below,
            open_above=pairs.open_above,
            counted=pairs.counted,
            alike=(claim.metric, claim.scale),
            shared=shared_variance(pairs.images.astype(float)) if pairs.images.size else NOT_SHARED,
            overlap=overlap(self.left, self.right),
        )

    def _on_scale(self, size: float) -> float:
        return math.log(size) if self.claim.scale == "ratio" else size


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
    require_inner_rates(left, right)
    precondition = precondition_of(claim, tables, base_datasets)
    pairs = pair(*values_of_both_sides(claim, left, right), claim.scale)
    if not pairs.seeds:
        raise NotEvaluatedError(_why_nothing_compares(claim, pairs))
    return PairedComparison(claim, left, right, pairs, precondition)


def _why_nothing_compares(claim: Comparison, pairs: Pairs) -> str:
    if pairs.both_bounds:
        return f"no seed has more than a bound on either side in this run: {pairs.note}"
    value = f"a value of {claim.metric}" + (" above 0" if claim.scale == "ratio" else "")
    return f"no seed has {value} on both sides in this run"


def _require_dataset(required: str | None, found: set[str]) -> None:
    if required is not None and found != {required}:
        actual = " and ".join(sorted(found - {required}))
        raise NotEvaluatedError(f"the sentence is about {required}, and these runs are on {actual}")
