"""How many claims got which verdict."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from groundwork.core.findings import Verdict
from groundwork.core.formatting import count
from groundwork.report import wording


@dataclass(frozen=True)
class Tally:
    """How many claims got a verdict."""

    verdict: str
    css_class: str
    icon: str
    claims: int


def claims_tested(verdicts: Iterable[Verdict]) -> str:
    """Return in words how many claims were put to the test: all but those that this run had nothing to judge by."""
    tested = sum(each.is_evaluated for each in verdicts)
    return f"{count(tested, 'claim')} put to the test"


def tally(verdicts: Iterable[Verdict]) -> tuple[Tally, ...]:
    """Return the number of claims of each verdict that some claim got, in the order of the legend."""
    numbers = Counter(each.verdict for each in verdicts)
    return tuple(
        Tally(verdict, wording.css_class(verdict), icon, numbers[verdict])
        for verdict, icon in wording.ICONS.items()
        if numbers[verdict]
    )
