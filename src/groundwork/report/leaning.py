"""Whether a verdict contradicts what a question says to answer, by the claims that the answer leans on."""

from collections.abc import Iterator
from dataclasses import dataclass

from groundwork.core.errors import UserError
from groundwork.core.findings import Verdict, VerdictWord
from groundwork.report.content import Point
from groundwork.report.lead import kept_verdict
from groundwork.report.question_entry import DENIES, Question
from groundwork.report.references import References

AGAINST_AGREEMENT = (VerdictWord.CONTRADICTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE)
AGAINST_DENIAL = (VerdictWord.SUPPORTED,)


@dataclass(frozen=True)
class Leaning:
    """A claim that an answer agrees with or denies, and the verdict on it that the page shows."""

    verdict: Verdict
    denies: bool

    def is_contradicted_by(self, verdict: VerdictWord) -> bool:
        """Return whether a verdict on the claim speaks against the answer.

        An answer that agrees needs the claimed effect to be there, of whatever size; one that denies only must not be
        refuted. What is inconclusive or not evaluated speaks against neither.
        """
        return verdict in (AGAINST_DENIAL if self.denies else AGAINST_AGREEMENT)


def leanings(entry: Question | Point, references: References, place: str) -> Iterator[Leaning]:
    """Yield the claims that an answer or a takeaway leans on; raises UserError for a claim that is unknown.

    Raises UserError too if the reference's verdict on a claim contradicts the answer, unless the claim or the runs that
    judge it have changed since.
    """
    for claim, denies in entry.leanings:
        leaning = Leaning(references.verdict(claim, place), denies)
        kept = kept_verdict(references.site.reference, leaning.verdict)
        if kept is not None and leaning.is_contradicted_by(kept.verdict):
            raise UserError(f"{place}: {_name(claim, denies)!r}: {_against(kept, claim, denies)}")
        yield leaning


def _against(kept: Verdict, claim: str, denies: bool) -> str:
    sentence = kept.sentence.rstrip(".")
    said = "denies" if denies else "agrees"
    return (
        f"say {said}, and the reference's verdict on “{sentence}” is {kept.verdict}; "
        f"rewrite say, and lean on {_name(claim, not denies)!r} or on nothing"
    )


def _name(claim: str, denies: bool) -> str:
    return f"{DENIES if denies else ''}{claim}"
