"""Counts of claims by verdict."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from groundwork.core.findings import Verdict
from groundwork.core.formatting import count
from groundwork.report import wording


@dataclass(frozen=True)
class Tally:
    """The number of claims with a verdict."""

    verdict: str
    css_class: str
    icon: str
    claims: int


def claims_tested(verdicts: Iterable[Verdict]) -> str:
    """Return the number of evaluated claims as text."""
    tested = sum(each.is_evaluated for each in verdicts)
    return f"{count(tested, 'claim')} tested"


def tally(verdicts: Iterable[Verdict]) -> tuple[Tally, ...]:
    """Return the number of claims with each verdict that occurs, in the order of the legend."""
    numbers = Counter(each.verdict for each in verdicts)
    return tuple(
        Tally(verdict, wording.css_class(verdict), icon, numbers[verdict])
        for verdict, icon in wording.ICONS.items()
        if numbers[verdict]
    )
