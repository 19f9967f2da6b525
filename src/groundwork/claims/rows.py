"""The rows of verdicts.csv."""

from groundwork.claims.checking import Checked
from groundwork.claims.claim_facts import effect_interval, on_scale, side_interval
from groundwork.claims.comparing import Compared
from groundwork.claims.deciding import MINIMUM_PAIRS, Decision, Verdict
from groundwork.claims.schema import Comparison, ExactClaim
from groundwork.claims.selectors import is_constant
from groundwork.claims.sides import ConstantSide, Side, shared_conditions
from groundwork.core.metrics import effect_unit, unit_of
from groundwork.core.statistics import Interval

COLUMNS = (
    *("claim", "study", "sentence", "source", "kind", "protocol", "conditions", "metric", "unit", "effect_unit"),
    *("expect", "scale", "margin", "left", "right", "right_is_constant", "n", "left_mean", "left_low", "left_high"),
    *("right_mean", "right_low", "right_high", "effect", "spread", "low", "high", "corrected_low", "corrected_high"),
    *("corrected_confidence", "p_value", "family", "family_size", "verdict", "seeds_needed", "left_out"),
    *("reason", "records"),
)
COMPARISON, COUNTED, EXACT = "comparison", "counted", "exact"
"""The kinds of claims, a count being a comparison of what no other seed could change."""
NOT_SAMPLED = "counted, not sampled: the same for every seed"
Row = dict[str, object]


def of_decision(compared: Compared, decision: Decision, confidence: float) -> Row:
    """Return the row of a claim that was judged by an interval, effect and intervals as factors where it is a ratio.

    `family` is the study whose interval claims were corrected together, empty where this one was not tested.
    """
    claim, pairs = compared.claim, compared.pairs
    n = len(pairs.seeds)
    return {
        **_of_comparison(claim, compared.unit),
        **_side("left", compared.left, side_interval(compared, "left", confidence)),
        **_side("right", compared.right, side_interval(compared, "right", confidence)),
        **_effect(compared, decision),
        "kind": COUNTED if compared.contrast.counted else COMPARISON,
        "conditions": "; ".join(filter(None, [shared_conditions(compared.left, compared.right), claim.conditions])),
        "n": n,
        "corrected_confidence": decision.corrected_confidence,
        "p_value": decision.p_value,
        "family": claim.study if decision.family_size else "",
        "family_size": decision.family_size or None,
        "verdict": decision.verdict.value,
        "seeds_needed": decision.seeds_needed,
        "left_out": pairs.left_out,
        "reason": "; ".join(filter(None, [*_remarks(compared, decision), pairs.note])),
        "records": " ".join(compared.records),
    }


def of_check(claim: Comparison | ExactClaim, found: Checked) -> Row:
    """Return the row of a claim that an exact check decided."""
    verdict = Verdict.SUPPORTED if found.holds else Verdict.CONTRADICTED
    return {**_of_claim(claim), "verdict": verdict.value, "reason": found.quantities, "records": found.records}


def of_reason(claim: Comparison | ExactClaim, reason: str) -> Row:
    """Return the row of a claim that could not be judged in this run."""
    described = _of_comparison(claim, unit_of(claim.metric)) if isinstance(claim, Comparison) else _of_claim(claim)
    return {**described, "verdict": Verdict.NOT_EVALUATED.value, "reason": reason}


def _of_claim(claim: Comparison | ExactClaim) -> Row:
    texts = dict.fromkeys(("seeds_needed", "records", "conditions", "left", "right", "family"), "")
    named = {"claim": claim.id, "study": claim.study, "sentence": claim.sentence, "source": claim.source}
    empty = {"metric": "", "unit": "", "effect_unit": "", "expect": "", "scale": ""}
    return {**named, **texts, **empty, "kind": EXACT, "protocol": "exact", "right_is_constant": False}


def _of_comparison(claim: Comparison, unit: str) -> Row:
    return {
        **_of_claim(claim),
        "kind": COMPARISON,
        "protocol": claim.protocol,
        "conditions": claim.conditions,
        "metric": claim.metric,
        "unit": unit,
        "effect_unit": effect_unit(unit, claim.scale),
        "expect": claim.expect,
        "scale": claim.scale,
        "margin": claim.margin,
        "right_is_constant": is_constant(claim.right),
    }


def _side(name: str, side: Side, found: Interval) -> Row:
    if isinstance(side, ConstantSide):
        return {name: side.text, f"{name}_mean": side.value}
    return {name: side.text, f"{name}_mean": found.mean, f"{name}_low": found.low, f"{name}_high": found.high}


def _effect(compared: Compared, decision: Decision) -> Row:
    found = effect_interval(compared, decision)
    ends = Interval(found.n, decision.estimate, decision.spread, decision.corrected_low, decision.corrected_high)
    corrected = on_scale(ends, compared.claim.scale)
    plain = {"effect": found.mean, "spread": found.spread, "low": found.low, "high": found.high}
    return {**plain, "corrected_low": corrected.low, "corrected_high": corrected.high}


def _remarks(compared: Compared, decision: Decision) -> list[str]:
    """Return what a reader must know beside the interval."""
    contrast, n = compared.contrast, len(compared.pairs.seeds)
    is_inconclusive = decision.verdict is Verdict.INCONCLUSIVE
    tests: list[tuple[bool, str]] = [
        (contrast.counted, NOT_SAMPLED),
        (
            not contrast.counted and n < MINIMUM_PAIRS,
            f"at least {MINIMUM_PAIRS} pairs are needed to test it, as fewer say nothing reliable about the spread",
        ),
        (
            decision.verdict is Verdict.CONTRADICTED
            and contrast.expect != "equal"
            and abs(decision.estimate) < contrast.margin,
            "the difference goes the other way, by less than the margin",
        ),
        (
            is_inconclusive and n >= MINIMUM_PAIRS and not decision.seeds_needed,
            "no number of such seeds would settle it, as the misses leave the interval open",
        ),
    ]
    return [text for applies, text in tests if applies]
