"""Judges all claims against the tables."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from groundwork.claims import claim_facts, measurement_facts, rows, study_facts
from groundwork.claims.derived_metrics import recommended_learning_rate
from groundwork.claims.evaluating import Finding, judge_claims
from groundwork.claims.facts import with_distinct_names
from groundwork.claims.files import Judgment
from groundwork.claims.identity import identities
from groundwork.claims.schema import Claims, Comparison
from groundwork.claims.sides import Tables
from groundwork.config.catalog import OPTIMIZER, entries
from groundwork.config.schema import Params
from groundwork.core.findings import Fact
from groundwork.planning.expansion import base_settings


def judge(tables: Tables, claims: Claims, params: Params, fallbacks: Mapping[str, str]) -> Judgment:
    """Return the facts, the verdicts in the order of the claims, those at each horizon, and the facts' values by name.

    The interval claims of a study at one horizon are one family, corrected together. The verdict at a claim's last
    horizon is the leading one. `tables` maps study and table name to rows, `fallbacks` a requested dataset to its
    fallback. The names of the claims' facts, and of the counts and learning rates of every study in the claims or
    params.yaml, do not depend on the tables: missing facts have a note instead of a value.
    """
    confidence = params.statistics.confidence
    datasets = _base_datasets(tables, params, fallbacks)
    findings = judge_claims(claims, tables, fallbacks, datasets, confidence)
    facts = with_distinct_names(_facts(findings, claims, tables, params))
    verdicts, horizons, identity = [], [], identities(claims, params)
    for claim in claims.claims:
        at_horizons = rows.verdicts_at_horizons(claim, findings[claim.id])
        leading = rows.leading_verdict(claim, findings[claim.id], at_horizons, confidence)
        verdicts.append(replace(leading, identity=identity[claim.id]))
        horizons += at_horizons
    return Judgment(facts, tuple(verdicts), tuple(horizons), {fact.name: fact.value for fact in facts if not fact.note})


def _base_datasets(tables: Tables, params: Params, fallbacks: Mapping[str, str]) -> dict[str, str]:
    """Return the dataset, or its fallback, of each study's measurements."""
    measuring = [name for name in params.studies if "measurements" in tables.get(name, {})]
    requested = {name: str(base_settings(params, name)["dataset"]) for name in measuring}
    return {name: fallbacks.get(dataset, dataset) for name, dataset in requested.items()}


def _facts(findings: Mapping[str, Finding], claims: Claims, tables: Tables, params: Params) -> Iterator[Fact]:
    confidence = params.statistics.confidence
    for claim in claims.claims:
        yield from claim_facts.of_claim(claim, findings[claim.id], params.horizons, confidence)
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
