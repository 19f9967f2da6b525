"""What the page of changes shows, as values ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass

from groundwork.changes.comparing import Changes, Turnover, are_judged
from groundwork.changes.state import State
from groundwork.core.findings import Fact, Verdict
from groundwork.core.formatting import DASH, count, interval, number, percent, quantity, signed
from groundwork.report import wording
from groundwork.report.references import claim_anchor

MOST_FACTS = 100
NOT_SET = "not set"
PLURALS = {"studies": ("study", "studies"), "claims": ("claim", "claims"), "facts": ("fact", "facts")}


@dataclass(frozen=True)
class ParamView:
    """A parameter that has another value."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class SideView:
    """What one of two reports says of a claim."""

    css_class: str
    icon: str
    text: str


@dataclass(frozen=True)
class VerdictView:
    """A claim that has another verdict."""

    anchor: str
    sentence: str
    protocol: str
    before: SideView
    after: SideView


@dataclass(frozen=True)
class FactView:
    """A fact that has another value, and the interval that the value was expected in."""

    name: str
    before: str
    after: str
    change: str
    interval: str


@dataclass(frozen=True)
class TurnoverView:
    """The names that only one of the two reports has, each list with its heading."""

    heading: str
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class ChangesView:
    """All that differs, and the sentences that say how much."""

    sentences: tuple[str, ...]
    params: tuple[ParamView, ...]
    verdicts: tuple[VerdictView, ...]
    facts: tuple[FactView, ...]
    more_facts: int
    turnovers: tuple[TurnoverView, ...]


def view_changes(changes: Changes, before: State, after: State, decimals: int) -> ChangesView:
    """Return what the page shows of all that differs; of many facts only those that moved most."""
    return ChangesView(
        sentences=_sentences(changes),
        params=tuple(
            ParamView(name, *(NOT_SET if each is None else each for each in pair)) for name, *pair in changes.params
        ),
        verdicts=tuple(
            _verdict(old, new, (before.confidence, after.confidence), decimals) for old, new in changes.verdicts
        ),
        facts=tuple(_fact(old, new, decimals) for old, new in changes.facts[:MOST_FACTS]),
        more_facts=max(0, len(changes.facts) - MOST_FACTS),
        turnovers=tuple(
            view for kind, turnover in changes.turnovers.items() for view in _turnover(*PLURALS[kind], turnover)
        ),
    )


def _sentences(changes: Changes) -> tuple[str, ...]:
    """Return the counts in words: those that are nothing are left out, save for verdicts and facts."""
    facts = f"{len(changes.facts):,} of {count(changes.common_facts, 'fact')} that both have"
    judged = sum(map(are_judged, changes.verdicts))
    alone = len(changes.verdicts) - judged
    rest = "rests" if changes.remade == 1 else "rest"
    return (
        f"{judged} of {count(changes.judged, 'claim')} that both judge got another verdict.",
        *(
            [f"{count(alone, 'claim')} that both have {'is' if alone == 1 else 'are'} judged by one only."]
            if alone
            else []
        ),
        f"{facts} left the earlier interval or, having none, changed by more than rounding.",
        *([f"{changes.stirred:,} moved inside the earlier interval."] if changes.stirred else []),
        *([f"{count(changes.remade, 'fact')} {rest} on records that were made anew."] if changes.remade else []),
        f"{count(len(changes.params), 'parameter')} changed.",
    )


def _verdict(before: Verdict, after: Verdict, confidences: tuple[float, float], decimals: int) -> VerdictView:
    sides = (_side(each, confidence, decimals) for each, confidence in zip((before, after), confidences, strict=True))
    protocol = "" if after.is_exact else after.protocol
    return VerdictView(claim_anchor(after.claim), after.sentence, protocol, *sides)


def _side(verdict: Verdict, confidence: float, decimals: int) -> SideView:
    text = wording.brief_evidence(verdict, confidence, decimals)
    return SideView(wording.css_class(verdict.verdict), wording.ICONS[verdict.verdict], text)


def _fact(before: Fact, after: Fact, decimals: int) -> FactView:
    texts = [quantity(each.value, each.unit, decimals) for each in (before, after)]
    if texts[0] == texts[1]:
        texts = [f"{each.value:.7g} {each.unit}".strip() for each in (before, after)]
    return FactView(
        name=before.name,
        before=texts[0],
        after=texts[1],
        change=_change(after.value - before.value, after.unit, decimals),
        interval=_interval(before, decimals),
    )


def _interval(fact: Fact, decimals: int) -> str:
    if fact.low == fact.high:
        return "the same with every seed"
    found = interval(fact.low, fact.high, fact.unit, decimals)
    return f"{found} ({percent(fact.confidence)})" if found else DASH


def _change(difference: float, unit: str, decimals: int) -> str:
    """Return a difference with its sign, of percentages in points, of factors without the word that makes it one."""
    if unit == "times":
        return ("+" if difference > 0 else "") + number(difference, unit, decimals)
    return signed(difference, "points" if unit == "%" else unit, decimals) if difference == difference else DASH


def _turnover(one: str, several: str, turnover: Turnover) -> Sequence[TurnoverView]:
    sides = (("new", turnover.came), ("gone", turnover.went))
    return [
        TurnoverView(
            f"{len(names):,} {word} {one if len(names) == 1 else several}",
            names[:MOST_FACTS],
            max(0, len(names) - MOST_FACTS),
        )
        for word, names in sides
        if names
    ]
