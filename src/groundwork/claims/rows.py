"""Creates the verdict on a claim with all its fields."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from groundwork.claims.checking import CheckResult
from groundwork.claims.claim_facts import effect_interval, on_scale, side_interval
from groundwork.claims.comparing import PairedComparison
from groundwork.claims.contrasts import MIN_PAIRS
from groundwork.claims.deciding import Decision
from groundwork.claims.evaluating import Finding, Judged, Reading
from groundwork.claims.horizons import course_of
from groundwork.claims.schema import Comparison, ExactClaim
from groundwork.claims.selectors import is_constant
from groundwork.claims.sides import ConstantSide, NotEvaluatedError, shared_settings
from groundwork.core.findings import NOT_SAMPLED, ClaimKind, HorizonVerdict, Verdict, VerdictWord, Which
from groundwork.core.metrics import effect_unit, unit_of
from groundwork.core.statistics import Interval


def leading_verdict(
    claim: Comparison | ExactClaim, found: Finding, at_horizons: Sequence[HorizonVerdict], confidence: float
) -> Verdict:
    """Return the verdict on a claim: that of its check, or that at its last horizon with the course up to there."""
    if isinstance(found, CheckResult):
        return _from_check(claim, found)
    last = found[-1]
    if isinstance(last.found, NotEvaluatedError):
        return _not_evaluated(claim, last.horizon, last.found)
    verdict = _from_decision(last.found.compared, last.found.decision, confidence)
    return replace(verdict, horizon=last.horizon, course=course_of(at_horizons, _moves(found)))


def verdicts_at_horizons(claim: Comparison | ExactClaim, found: Finding) -> list[HorizonVerdict]:
    """Return the verdict on a claim at each horizon; none for a claim without horizons."""
    if isinstance(found, CheckResult):
        return []
    return [_at_horizon(claim.id, each.horizon, each.found) for each in found if each.horizon is not None]


def _at_horizon(claim: str, horizon: int, found: Judged | NotEvaluatedError) -> HorizonVerdict:
    if isinstance(found, NotEvaluatedError):
        return HorizonVerdict(claim=claim, horizon=horizon, verdict=VerdictWord.NOT_EVALUATED, reason=str(found))
    effect, corrected = _intervals(found.compared, found.decision)
    return HorizonVerdict(
        claim=claim,
        horizon=horizon,
        n=effect.n,
        effect=effect.mean,
        std=effect.std,
        low=effect.low,
        high=effect.high,
        corrected_low=corrected.low,
        corrected_high=corrected.high,
        verdict=found.decision.verdict,
        same_verdict_percent=found.decision.same_verdict_percent,
        reason=_reason(found.compared, found.decision),
    )


def _moves(readings: Sequence[Reading]) -> float:
    """Return the change of the effect between the last two horizons in units of what matters; 0 if none is known."""
    judged = [each.found for each in readings if isinstance(each.found, Judged)]
    matters = judged[-1].compared.contrast.matters
    if len(judged) < 2 or not matters:
        return 0.0
    before, last = (each.decision.estimate for each in judged[-2:])
    return abs(last - before) / matters


def _intervals(compared: PairedComparison, decision: Decision) -> tuple[Interval, Interval]:
    """Return the effect with its uncorrected and its corrected interval, as factors for a ratio."""
    effect = effect_interval(compared, decision)
    ends = Interval(effect.n, decision.estimate, decision.std, decision.corrected_low, decision.corrected_high)
    return effect, on_scale(ends, compared.claim.scale)


def _from_decision(compared: PairedComparison, decision: Decision, confidence: float) -> Verdict:
    """Return the verdict on a claim judged by an interval; effect and intervals are factors for a ratio."""
    claim, pairs = compared.claim, compared.pairs
    effect, corrected = _intervals(compared, decision)
    return replace(
        _of_comparison(claim, compared.unit, decision.verdict),
        kind=ClaimKind.COUNTED if compared.contrast.counted else ClaimKind.COMPARISON,
        shared_settings=shared_settings(compared.left, compared.right),
        **_side(compared, "left", confidence),
        **_side(compared, "right", confidence),
        precondition=compared.precondition,
        n=len(pairs.seeds),
        effect=effect.mean,
        std=effect.std,
        low=effect.low,
        high=effect.high,
        corrected_low=corrected.low,
        corrected_high=corrected.high,
        corrected_confidence=decision.corrected_confidence,
        p_value=decision.p_value,
        family=claim.study if decision.family_size else "",
        family_size=decision.family_size or None,
        same_verdict_percent=decision.same_verdict_percent,
        direction_known=decision.direction_known,
        seeds_needed=decision.seeds_needed,
        left_out=pairs.left_out,
        reason=_reason(compared, decision),
        records=tuple(compared.records),
    )


def _from_check(claim: Comparison | ExactClaim, found: CheckResult) -> Verdict:
    """Return the verdict on a claim judged by an exact check."""
    verdict = VerdictWord.SUPPORTED if found.holds else VerdictWord.CONTRADICTED
    return replace(_of_claim(claim, verdict), reason=found.quantities, records=found.records)


def _not_evaluated(claim: Comparison | ExactClaim, horizon: int | None, reason: NotEvaluatedError) -> Verdict:
    """Return the verdict on a claim that was not evaluated."""
    verdict = VerdictWord.NOT_EVALUATED
    if not isinstance(claim, Comparison):
        return replace(_of_claim(claim, verdict), reason=str(reason))
    found = _of_comparison(claim, unit_of(claim.metric), verdict)
    return replace(found, horizon=horizon, precondition=reason.precondition, reason=str(reason))


def _of_claim(claim: Comparison | ExactClaim, verdict: VerdictWord) -> Verdict:
    return Verdict(
        claim=claim.id,
        study=claim.study,
        sentence=claim.sentence,
        source=claim.source,
        kind=ClaimKind.EXACT,
        protocol="exact",
        verdict=verdict,
    )


def _of_comparison(claim: Comparison, unit: str, verdict: VerdictWord) -> Verdict:
    return replace(
        _of_claim(claim, verdict),
        kind=ClaimKind.COMPARISON,
        protocol=claim.protocol,
        conditions=claim.conditions,
        metric=claim.metric,
        unit=unit,
        effect_unit=effect_unit(unit, claim.scale),
        expect=claim.expect,
        scale=claim.scale,
        matters=claim.matters,
        claimed=math.nan if claim.claimed is None else claim.claimed,
        right_is_constant=is_constant(claim.right),
    )


def _side(compared: PairedComparison, which: Which, confidence: float) -> dict[str, Any]:
    """Return the fields of a side: its settings, mean and interval; a constant has no interval."""
    side = compared.left if which == "left" else compared.right
    values: dict[str, Any] = {"settings": side.settings, "chosen": side.chosen}
    if isinstance(side, ConstantSide):
        values["mean"] = side.value
    else:
        found = side_interval(compared, which, confidence)
        values |= {"mean": found.mean, "low": found.low, "high": found.high}
    return {f"{which}_{name}": value for name, value in values.items()}


def _reason(compared: PairedComparison, decision: Decision) -> str:
    return "; ".join(filter(None, [*_remarks(compared, decision), compared.pairs.note]))


def _remarks(compared: PairedComparison, decision: Decision) -> list[str]:
    """Return remarks that a reader needs besides the interval."""
    contrast, n = compared.contrast, len(compared.pairs.seeds)
    is_inconclusive = decision.verdict is VerdictWord.INCONCLUSIVE
    is_unsettled = is_inconclusive and not decision.seeds_needed
    is_open = contrast.open_below or contrast.open_above
    tests: list[tuple[bool, str]] = [
        (contrast.counted, f"{NOT_SAMPLED}: the same for every seed"),
        (
            not contrast.counted and n < MIN_PAIRS,
            f"too few seeds: there are {n} pairs, and fewer than {MIN_PAIRS} do not give a reliable standard deviation",
        ),
        (is_inconclusive and decision.direction_known, "the direction is known, the size is not"),
        (
            is_unsettled and is_open,
            "no number of such seeds would settle it, as diverged runs or short grids leave the interval open",
        ),
        (
            is_unsettled and not is_open,
            "no number of seeds would settle it, as more of them do not make up for the few test images",
        ),
    ]
    return [text for applies, text in tests if applies]
