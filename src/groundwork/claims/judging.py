"""Claims judged against the tables: every verdict with the facts it rests on."""

from collections.abc import Iterator, Mapping

import pandas as pd

from groundwork.claims import claim_facts, rows, study_facts
from groundwork.claims.checking import Checked, look_up
from groundwork.claims.comparing import Compared, compare
from groundwork.claims.deciding import Decision, decide
from groundwork.claims.facts import Fact, frame_of
from groundwork.claims.files import Judged
from groundwork.claims.measures import recommended_learning_rate
from groundwork.claims.schema import Claims, Comparison, ExactClaim
from groundwork.claims.sides import NotEvaluatedError, Tables
from groundwork.config.catalog import OPTIMIZER, entries
from groundwork.config.schema import Params

Finding = tuple[Compared, Decision] | Checked | str


def judge(tables: Tables, claims: Claims, params: Params, fallbacks: Mapping[str, str]) -> Judged:
    """Return the facts, the verdicts in the claims' order, and the facts' values by name.

    `tables` is study -> table -> rows, `fallbacks` requested dataset -> the one that stands in for it. The names of the
    claims' facts, and of the counts and rates of every study that the claims or params.yaml name, do not depend on the
    tables: what is missing has a note instead of a value.
    """
    confidence = params.statistics.confidence
    findings = _findings(claims, tables, fallbacks, confidence)
    facts = list(_facts(findings, claims, tables, params))
    verdicts = pd.DataFrame(_rows(findings, claims, confidence), columns=list(rows.COLUMNS))
    values = {fact.name: fact.value for fact in facts if not fact.note}
    return Judged(frame_of(facts), verdicts.astype({"n": "Int64", "left_out": "Int64"}), values)


def _findings(claims: Claims, tables: Tables, fallbacks: Mapping[str, str], confidence: float) -> dict[str, Finding]:
    """Return what was found of each claim; a text is the reason why it could not be judged."""
    looked: dict[str, Compared | Checked | str] = {}
    for claim in claims.claims:
        try:
            looked[claim.id] = _look(claim, tables, fallbacks)
        except NotEvaluatedError as reason:
            looked[claim.id] = str(reason)
    compared = {name: found for name, found in looked.items() if isinstance(found, Compared)}
    decisions = decide([found.contrast for found in compared.values()], confidence)
    decided = {name: (found, made) for (name, found), made in zip(compared.items(), decisions, strict=True)}
    return {name: decided[name] if isinstance(found, Compared) else found for name, found in looked.items()}


def _look(claim: Comparison | ExactClaim, tables: Tables, fallbacks: Mapping[str, str]) -> Compared | Checked:
    return look_up(claim, tables) if isinstance(claim, ExactClaim) else compare(claim, tables, fallbacks)


def _rows(findings: Mapping[str, Finding], claims: Claims, confidence: float) -> list[dict[str, object]]:
    return [_row(claim, findings[claim.id], confidence) for claim in claims.claims]


def _row(claim: Comparison | ExactClaim, found: Finding, confidence: float) -> dict[str, object]:
    if isinstance(found, str):
        return rows.of_reason(claim, found)
    if isinstance(found, Checked):
        return rows.of_check(claim, found)
    return rows.of_decision(*found, confidence)


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
        yield from study_facts.ends_of_grid(study)
        for optimizer in entries(OPTIMIZER) if _selects_optimizers(claims, name) else []:
            yield from study_facts.best_rate_of_optimizer(study, optimizer)
        if _suggests_rates(claims, name):
            yield from study_facts.suggested_rate(name, tables, confidence)
        yield from study_facts.variants(study)


def _selects_optimizers(claims: Claims, study: str) -> bool:
    compared = [claim for claim in claims.claims if isinstance(claim, Comparison) and claim.study == study]
    return any("optimizer" in selector for claim in compared for selector in (claim.left, claim.right))


def _suggests_rates(claims: Claims, study: str) -> bool:
    named = recommended_learning_rate.__name__
    return any(isinstance(each, Comparison) and (each.study, each.metric) == (study, named) for each in claims.claims)
