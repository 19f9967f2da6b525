"""Counts the variants in the grids of params.yaml without creating them."""

from collections.abc import Mapping
from math import prod
from typing import Any

from groundwork.config.problems import NAME, Problem, axis_values

MOST_VARIANTS = 20_000


def too_many_variants(values: dict[str, Any]) -> list[Problem]:
    """Return a problem for the largest study if all studies together have too many variants to plan."""
    studies = values.get("studies")
    found = studies.items() if isinstance(studies, dict) else ()
    counts = {name: variants_of(study, values.get("budget")) for name, study in found if isinstance(study, dict)}
    total = sum(counts.values())
    if total <= MOST_VARIANTS:
        return []
    name = max(counts, key=lambda each: counts[each])
    size = f"{counts[name]:,} variants" + (f" of {total:,} in all" if total > counts[name] else "")
    problem = f"{size}, more than the limit of {MOST_VARIANTS:,}: each is a job that Snakemake keeps in memory"
    return [Problem(f"studies.{name}", f"{problem}; list fewer values")]


def variants_of(study: Mapping[str, Any], budget: object) -> int:
    """Return the number of variants of a study under a budget; an invalid grid counts as one value.

    Values of `vary` that a variant overrides are counted too; they give duplicate variants.
    """
    budgets = _mapping(study.get("budgets"))
    overriding = _mapping(budgets.get(budget)) if isinstance(budget, str) else {}
    vary = {key: each for key, each in _mapping(study.get("vary")).items() if key not in overriding}
    variants = study.get("variants") or [{}]
    entries = [{**_mapping(each), **overriding} for each in (variants if isinstance(variants, list) else [{}])]
    points = sum(prod(len(axis_values(key, each)) for key, each in entry.items() if key != NAME) for entry in entries)
    return points * prod(len(each) for each in vary.values() if isinstance(each, list))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
