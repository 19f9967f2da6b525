"""Judges all claims against the tables."""

from collections.abc import Callable, Iterator, Mapping

from groundwork.claims import claim_facts, measurement_facts, rows, study_facts
from groundwork.claims.checking import CheckResult, find_check
from groundwork.claims.comparing import PairedComparison, compare
from groundwork.claims.deciding import Decision, decide
from groundwork.claims.derived_metrics import recommended_learning_rate
from groundwork.claims.facts import with_distinct_names
from groundwork.claims.files import Judgment
from groundwork.claims.schema import Claims, Comparison, ExactClaim
from groundwork.claims.sides import NotEvaluatedError, Tables
from groundwork.config.catalog import OPTIMIZER, entries
from groundwork.config.schema import Params
from groundwork.core.findings import Fact, Verdict
from groundwork.planning.expansion import base_settings

Finding = tuple[PairedComparison, Decision] | CheckResult | str
Evaluate = Callable[[Comparison | ExactClaim], PairedComparison | CheckResult]


def judge(tables: Tables, claims: Claims, params: Params, fallbacks: Mapping[str, str]) -> Judgment:
    """Return the facts, the verdicts in the order of the claims, and the facts' values by name.

    The interval claims of a study are one family in Holm's procedure, independent of other studies. `tables` maps study
    and table name to rows, `fallbacks` a requested dataset to its fallback. The names of the claims' facts, and of the
    counts and learning rates of every study in the claims or params.yaml, do not depend on the tables: missing facts
    have a note instead of a value.
    """
    confidence = params.statistics.confidence
    datasets = _base_datasets(tables, params, fallbacks)
    findings = _findings(claims, lambda claim: _evaluate(claim, tables, fallbacks, datasets), confidence)
    facts = with_distinct_names(_facts(findings, claims, tables, params))
    verdicts = tuple(_verdict(claim, findings[claim.id], confidence) for claim in claims.claims)
    return Judgment(facts, verdicts, (), {fact.name: fact.value for fact in facts if not fact.note})


def _base_datasets(tables: Tables, params: Params, fallbacks: Mapping[str, str]) -> dict[str, str]:
    """Return the dataset, or its fallback, of each study's measurements."""
    measuring = [name for name in params.studies if "measurements" in tables.get(name, {})]
    requested = {name: str(base_settings(params, name)["dataset"]) for name in measuring}
    return {name: fallbacks.get(dataset, dataset) for name, dataset in requested.items()}


def _findings(claims: Claims, evaluate: Evaluate, confidence: float) -> dict[str, Finding]:
    """Return the result for each claim, or the reason why it was not evaluated."""
    found_by_claim: dict[str, PairedComparison | CheckResult | str] = {}
    for claim in claims.claims:
        try:
            found_by_claim[claim.id] = evaluate(claim)
        except NotEvaluatedError as reason:
            found_by_claim[claim.id] = str(reason)
    compared = {name: found for name, found in found_by_claim.items() if isinstance(found, PairedComparison)}
    decisions = _decisions(compared, confidence)
    return {
        name: (found, decisions[name]) if isinstance(found, PairedComparison) else found
        for name, found in found_by_claim.items()
    }


def _decisions(compared: Mapping[str, PairedComparison], confidence: float) -> dict[str, Decision]:
    """Return the decision on each claim, corrected over the claims of each study."""
    decisions: dict[str, Decision] = {}
    for study in dict.fromkeys(found.claim.study for found in compared.values()):
        family = {name: found.contrast for name, found in compared.items() if found.claim.study == study}
        decisions |= zip(family, decide(list(family.values()), confidence), strict=True)
    return decisions


def _evaluate(
    claim: Comparison | ExactClaim, tables: Tables, fallbacks: Mapping[str, str], datasets: Mapping[str, str]
) -> PairedComparison | CheckResult:
    if isinstance(claim, ExactClaim):
        return find_check(claim, tables)
    return compare(claim, tables, fallbacks, datasets)


def _verdict(claim: Comparison | ExactClaim, found: Finding, confidence: float) -> Verdict:
    if isinstance(found, str):
        return rows.verdict_not_evaluated(claim, found)
    if isinstance(found, CheckResult):
        return rows.verdict_from_check(claim, found)
    return rows.verdict_from_decision(*found, confidence)


def _facts(findings: Mapping[str, Finding], claims: Claims, tables: Tables, params: Params) -> Iterator[Fact]:
    confidence = params.statistics.confidence
    for claim in claims.claims:
        found = findings[claim.id]
        if isinstance(found, tuple):
            yield from claim_facts.evaluated(*found, confidence)
        else:
            yield from claim_facts.not_evaluated(claim, found if isinstance(found, str) else claim_facts.EXACT)
    names = sorted({*params.studies, *(claim.study for claim in claims.claims)})
    for name in names:
        study = study_facts.study_tables(name, tables, confidence)
        yield from study_facts.counts(study)
        yield from study_facts.best_rate(study)
        yield from study_facts.grid_ends(study)
        for optimizer in entries(OPTIMIZER) if _selects_optimizers(claims, name) else []:
            yield from study_facts.best_rate_of_optimizer(study, optimizer)
        if _suggests_rates(claims, name):
            yield from study_facts.suggested_rate(name, tables, confidence)
        yield from study_facts.variants(study)
        yield from measurement_facts.measurements(name, tables, confidence)


def _selects_optimizers(claims: Claims, study: str) -> bool:
    compared = [claim for claim in claims.claims if isinstance(claim, Comparison) and claim.study == study]
    return any("optimizer" in selector for claim in compared for selector in (claim.left, claim.right))


def _suggests_rates(claims: Claims, study: str) -> bool:
    named = recommended_learning_rate.__name__
    return any(isinstance(each, Comparison) and (each.study, each.metric) == (study, named) for each in claims.claims)
