"""How a run's verdicts differ from those of the reference."""

from collections.abc import Mapping
from dataclasses import dataclass

from groundwork.core.findings import Verdict, VerdictWord
from groundwork.reference.files import Reference
from groundwork.report.lead import kept_verdict

OPPOSITE = {VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED}


@dataclass(frozen=True)
class AgainstReference:
    """The sampled claims that both judge: their number, and the pairs (reference, run) with different verdicts."""

    judged: int
    others: tuple[tuple[Verdict, Verdict], ...]

    @property
    def opposite(self) -> int:
        """The number of claims that one of them supports and the other contradicts."""
        return sum({kept.verdict, own.verdict} == OPPOSITE for kept, own in self.others)


def against_reference(reference: Reference | None, verdicts: Mapping[str, Verdict]) -> AgainstReference | None:
    """Return how the verdicts differ on claims that are the same now as then; None if there is no reference."""
    if reference is None:
        return None
    sampled = [own for own in verdicts.values() if own.is_evaluated and not own.is_exact and not own.is_counted]
    pairs = [(kept, own) for own in sampled if (kept := kept_verdict(reference, own)) is not None]
    return AgainstReference(len(pairs), tuple(pair for pair in pairs if pair[0].verdict != pair[1].verdict))
