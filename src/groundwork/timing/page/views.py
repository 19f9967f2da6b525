"""Template values for timings.html."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from groundwork.claims.deciding import Decision
from groundwork.core.findings import VerdictWord
from groundwork.core.formatting import DASH, count, interval, quantity, words
from groundwork.records.costs import Timing
from groundwork.report import wording
from groundwork.timing.laps import Laps
from groundwork.timing.page.claims import TimingClaim
from groundwork.timing.page.costs import StudyCost
from groundwork.timing.page.drawing import draw_ratios
from groundwork.timing.page.judging import Ratio, factors, ratio

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
NOT_TIMED = "no study of params.yaml asks for this timing"


@dataclass(frozen=True)
class ClaimView:
    """A claim about time with its verdict and evidence."""

    sentence: str
    claimed: str
    verdict: str
    css_class: str
    icon: str
    evidence: str


@dataclass(frozen=True)
class CaseView:
    """A row of a timing's table."""

    name: str
    median: str
    fastest: str
    ratio: str
    interval: str


@dataclass(frozen=True)
class TimingView:
    """A timing with its table and drawing."""

    anchor: str
    title: str
    explanation: str
    first: str
    rounds: int
    load: float | None
    cases: tuple[CaseView, ...]
    drawing: Markup


@dataclass(frozen=True)
class CostView:
    """A row of the table of costs, for a study or a record."""

    name: str
    made: str
    seconds: str
    images_per_second: str
    memory: str


def view_claim(claim: TimingClaim, decision: Decision | None) -> ClaimView:
    """Return the view of a claim; without its timing, the evidence is the reason."""
    verdict = decision.verdict if decision else VerdictWord.NOT_EVALUATED
    time = "less time" if claim.expect == "less" else "more time"
    at_least = f", by a factor of at least {claim.matters:g}" if claim.matters > 1 else ""
    return ClaimView(
        sentence=claim.sentence,
        claimed=f"{claim.left} takes {time} than {claim.right}{at_least}",
        verdict=verdict,
        css_class=wording.css_class(verdict),
        icon=wording.ICONS[verdict],
        evidence=_evidence(claim, decision) if decision else NOT_TIMED,
    )


def view_timing(laps: Laps, confidence: float) -> TimingView:
    """Return the view of a timing; each case is compared with the first."""
    first, *_ = laps.seconds
    ratios = {case: ratio(laps, case, first, confidence) for case in laps.seconds}
    return TimingView(
        anchor=laps.timing.replace("_", "-"),
        title=laps.title,
        explanation=laps.explanation,
        first=first,
        rounds=laps.rounds,
        load=laps.machine.load,
        cases=tuple(_case(case, laps.seconds[case], ratios[case], case == first) for case in laps.seconds),
        drawing=draw_ratios(list(ratios.items())),
    )


def view_study(cost: StudyCost) -> CostView:
    """Return a study's row."""
    rate = cost.images_per_second
    return CostView(
        name=words(cost.study),
        made=f"{cost.known} of {count(cost.records, 'record')}",
        seconds=duration(cost.seconds) if cost.known else DASH,
        images_per_second=DASH if rate is None else f"{rate:,.0f}",
        memory=_memory(cost.peak_memory_bytes),
    )


def view_record(cost: Timing) -> CostView:
    """Return a record's row."""
    rate = cost.images_per_second
    return CostView(
        name=cost.record,
        made=cost.device,
        seconds=duration(cost.seconds),
        images_per_second=f"{rate:,.0f}" if rate else DASH,
        memory=_memory(cost.peak_memory_bytes),
    )


def duration(seconds: float) -> str:
    """Format a time with three significant digits and a suitable unit."""
    size, unit = next(((size, unit) for size, unit in UNITS if seconds >= size), UNITS[-1])
    value = seconds / size
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def _evidence(claim: TimingClaim, decision: Decision) -> str:
    found = factors(decision.estimate, decision.corrected_low, decision.corrected_high)
    numbers = f"{claim.left} takes {quantity(found.value, 'times', 2)} as long as {claim.right}"
    return f"{numbers}, corrected interval {interval(found.low, found.high, 'times', 2)}"


def _case(name: str, seconds: Sequence[float], found: Ratio, is_first: bool) -> CaseView:
    return CaseView(
        name=name,
        median=duration(median(seconds)),
        fastest=duration(min(seconds)),
        ratio="1" if is_first else quantity(found.value, "times", 2),
        interval="" if is_first else interval(found.low, found.high, "times", 2),
    )


def _memory(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size else DASH
