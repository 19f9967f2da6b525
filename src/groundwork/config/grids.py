"""How many variants the grids of params.yaml make, counted without making them."""

from collections.abc import Mapping
from math import prod
from typing import Any

from groundwork.config.problems import NAME, Problem, axis_values

MOST_VARIANTS = 20_000


def too_many_variants(values: dict[str, Any]) -> list[Problem]:
    """Return the problem of the study with most variants where all studies together have more than can be planned."""
    studies = values.get("studies")
    found = studies.items() if isinstance(studies, dict) else ()
    counts = {name: variants_of(study, values.get("budget")) for name, study in found if isinstance(study, dict)}
    total = sum(counts.values())
    if total <= MOST_VARIANTS:
        return []
    name = max(counts, key=lambda each: counts[each])
    so_far = f"{counts[name]:,} variants" + (f" of {total:,} in all" if total > counts[name] else "")
    told = f"{so_far}, and {MOST_VARIANTS:,} are the most, as each is a job that Snakemake keeps in memory"
    return [Problem(f"studies.{name}", f"{told}; list fewer values")]


def variants_of(study: Mapping[str, Any], budget: object) -> int:
    """Return how many variants a study has under a budget; what is no grid counts as one value, and is told elsewhere.

    An entry of `vary` that a variant or the budget says otherwise makes as many variants, which are then the same.
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
