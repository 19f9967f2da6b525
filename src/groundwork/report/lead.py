"""Which results lead on the page: those of this run, or the reference's where this run is shorter.

A run that may judge a claim, or that trains a study for as long as the reference did, speaks for itself. A reference
whose study or claim has changed since is not used.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from groundwork.core.findings import Fact, HorizonVerdict, Verdict
from groundwork.planning.plan import Plan
from groundwork.planning.study_identity import study_identity
from groundwork.reference.files import Reference, longest_steps

CLAIM_FACT = "claim."
REFERENCE_RUN = "reference run"
Horizons = Mapping[str, tuple[HorizonVerdict, ...]]


@dataclass(frozen=True)
class Leading:
    """The facts and verdicts that lead, in the order of the run's own, and the names of those from the reference."""

    facts: Mapping[str, Fact]
    verdicts: Mapping[str, Verdict]
    horizons: Horizons
    reference_facts: frozenset[str]
    reference_claims: frozenset[str]


def leading(
    facts: Mapping[str, Fact],
    verdicts: Mapping[str, Verdict],
    horizons: Horizons,
    plan: Plan,
    reference: Reference | None,
) -> Leading:
    """Return the leading results; all are the run's own if there is no reference."""
    if reference is None:
        return Leading(facts, verdicts, horizons, frozenset(), frozenset())
    claims = frozenset(name for name, own in verdicts.items() if _is_judged_by(reference, own))
    studies = frozenset(name for name in plan.studies if _is_longer(reference, plan, name))
    names = frozenset(name for name, own in facts.items() if _is_from(reference, own, claims, studies))
    return Leading(
        facts={name: reference.facts[name] if name in names else own for name, own in facts.items()},
        verdicts={name: reference.verdicts[name] if name in claims else own for name, own in verdicts.items()},
        horizons={**horizons, **{name: reference.horizons.get(name, ()) for name in claims}},
        reference_facts=names,
        reference_claims=claims,
    )


def kept_verdict(reference: Reference | None, own: Verdict) -> Verdict | None:
    """Return the reference's verdict on a claim that it judges and that is the same now as it was then."""
    kept = reference.verdicts.get(own.claim) if reference else None
    return kept if kept is not None and kept.is_evaluated and kept.identity == own.identity else None


def of_reference(claim: str, claims: frozenset[str]) -> str:
    """Return what the text of a verdict ends with if it is the reference's."""
    return f", {REFERENCE_RUN}" if claim in claims else ""


def _is_judged_by(reference: Reference, own: Verdict) -> bool:
    """Return whether only the reference judges a claim, which is the same now as it was then."""
    return not own.is_evaluated and kept_verdict(reference, own) is not None


def _is_longer(reference: Reference, plan: Plan, study: str) -> bool:
    """Return whether the reference trained a study, which is the same now, for longer than this run."""
    made = reference.provenance
    is_same = made.studies.get(study) == study_identity(plan.params, study, made.budget)
    return is_same and made.steps.get(study, 0) > longest_steps(plan, study)


def _is_from(reference: Reference, own: Fact, claims: frozenset[str], studies: frozenset[str]) -> bool:
    kept = reference.facts.get(own.name)
    if kept is None or kept.note:
        return False
    first, _, rest = own.name.partition(".")
    return rest.partition(".")[0] in claims if own.name.startswith(CLAIM_FACT) else first in studies
