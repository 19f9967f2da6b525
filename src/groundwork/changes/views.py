"""Template values for changes.html."""

from collections.abc import Sequence
from dataclasses import dataclass

from groundwork.changes.against_reference import AgainstReference
from groundwork.changes.comparing import Changes, NameDiff, are_judged
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
    """A parameter whose value changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class SideView:
    """One report's verdict on a claim."""

    css_class: str
    icon: str
    text: str


@dataclass(frozen=True)
class VerdictView:
    """A claim whose verdict changed."""

    anchor: str
    sentence: str
    protocol: str
    before: SideView
    after: SideView


@dataclass(frozen=True)
class FactView:
    """A fact whose value changed, with the earlier interval."""

    name: str
    before: str
    after: str
    change: str
    interval: str


@dataclass(frozen=True)
class NameDiffView:
    """Names present in only one of the two reports, with a heading."""

    heading: str
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class ChangesView:
    """All differences, and sentences that summarize them."""

    sentences: tuple[str, ...]
    params: tuple[ParamView, ...]
    verdicts: tuple[VerdictView, ...]
    facts: tuple[FactView, ...]
    more_facts: int
    name_diffs: tuple[NameDiffView, ...]


@dataclass(frozen=True)
class AgainstReferenceView:
    """How many verdicts differ from the reference's, in a sentence, and which; `before` is the reference's."""

    sentence: str
    verdicts: tuple[VerdictView, ...]


def view_against_reference(found: AgainstReference, confidence: float, decimals: int) -> AgainstReferenceView:
    """Return the template values for the comparison with the reference."""
    both = count(found.judged, "sampled claim")
    sentence = (
        f"{len(found.others)} of {both} that both judge got another verdict, {found.opposite} of them the opposite."
    )
    verdicts = tuple(_verdict(kept, own, (confidence, confidence), decimals) for kept, own in found.others)
    return AgainstReferenceView(sentence, verdicts)


def view_changes(changes: Changes, before: State, after: State, decimals: int) -> ChangesView:
    """Return the template values for the differences; at most MOST_FACTS facts, largest change first."""
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
        name_diffs=tuple(
            view for kind, name_diff in changes.name_diffs.items() for view in _name_diff(*PLURALS[kind], name_diff)
        ),
    )


def _sentences(changes: Changes) -> tuple[str, ...]:
    """Return the counts as sentences; zero counts are omitted, except for verdicts and facts."""
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
        *([f"{changes.moved_within:,} moved inside the earlier interval."] if changes.moved_within else []),
        *([f"{count(changes.remade, 'fact')} {rest} on rebuilt records."] if changes.remade else []),
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
        return "the same for every seed"
    found = interval(fact.low, fact.high, fact.unit, decimals)
    return f"{found} ({percent(fact.confidence)})" if found else DASH


def _change(difference: float, unit: str, decimals: int) -> str:
    """Return a signed difference: percentages in points, factors without the word "times"."""
    if unit == "times":
        return ("+" if difference > 0 else "") + number(difference, unit, decimals)
    return signed(difference, "points" if unit == "%" else unit, decimals) if difference == difference else DASH


def _name_diff(one: str, several: str, name_diff: NameDiff) -> Sequence[NameDiffView]:
    sides = (("new", name_diff.added), ("gone", name_diff.removed))
    return [
        NameDiffView(
            f"{len(names):,} {word} {one if len(names) == 1 else several}",
            names[:MOST_FACTS],
            max(0, len(names) - MOST_FACTS),
        )
        for word, names in sides
        if names
    ]
