"""The first screen: the results in 30 seconds, the data, and the budget."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from groundwork.core.findings import Verdict, VerdictWord
from groundwork.core.formatting import count
from groundwork.dataset.origins import ORIGINS
from groundwork.reference.files import REPORT, longest_steps
from groundwork.report import wording
from groundwork.report.budget import budget_sentences, examples_of
from groundwork.report.inputs import ReportInput, Table, record_of
from groundwork.report.references import claim_anchor
from groundwork.report.surprises import (
    BLOCK_RULE,
    DEPENDS,
    MAX_SENTENCES,
    RULE,
    Sentences,
    Surprise,
    by_sentence,
    most_telling,
    surprises,
)
from groundwork.report.tallies import Tally, claims_tested, tally

OTHERS = {"measurement": "measurement", "check": "exact check"}
HEADINGS = {
    DEPENDS: "The verdict depends on how you compare",
    VerdictWord.CONTRADICTED: "Contradicted by these runs",
    VerdictWord.WEAKER: "Weaker than claimed",
    VerdictWord.NO_MEANINGFUL_DIFFERENCE: "No meaningful difference",
    VerdictWord.SUPPORTED: "Supported by these runs",
    VerdictWord.INCONCLUSIVE: "Inconclusive with these seeds",
}


@dataclass(frozen=True)
class Finding:
    """One way in which a sentence was tested, and the result; `compared` is empty for an exact check."""

    anchor: str
    css_class: str
    icon: str
    compared: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """A textbook sentence with its findings."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Block:
    """The most telling sentences with the same result, and the number of others."""

    heading: str
    kind: str
    verdict: str
    sentences: tuple[Sentence, ...]
    more: int


@dataclass(frozen=True)
class Doors:
    """What a reader finds behind each of the three ways into the page."""

    train: str
    read: str
    check: str


@dataclass(frozen=True)
class Summary:
    """The content of the first screen, and the findings that lead the score board.

    `reference` is the address of the reference report; empty if there is none.
    """

    fallbacks: tuple[str, ...]
    measured_on: str
    doors: Doors
    reference: str
    counts: str
    tallies: tuple[Tally, ...]
    surprises: tuple[Surprise, ...]
    rule: str
    block_rule: str
    blocks: tuple[Block, ...]
    budget: str
    budget_sentences: tuple[str, ...]


def summarize(site: ReportInput) -> Summary:
    """Return the first screen; every sentence on it follows from the verdicts and the plan by rule."""
    found = surprises(site)
    shown_above = {surprise.sentence for surprise in found}
    return Summary(
        fallbacks=tuple(_fallback(each.requested, each.name) for each in site.plan.fallback_datasets),
        measured_on=_measured_on(site),
        doors=_doors(site),
        reference=f"../{REPORT}" if site.reference else "",
        counts=_counts(site),
        tallies=tally(site.verdicts.values()),
        surprises=found,
        rule=RULE,
        block_rule=BLOCK_RULE,
        blocks=tuple(_blocks(by_sentence(site.verdicts.values()), shown_above, site)),
        budget=site.plan.params.budget,
        budget_sentences=budget_sentences(site.plan),
    )


def _measured_on(site: ReportInput) -> str:
    """Return what was trained, on which data and how large, in a sentence; without networks, what was done instead."""
    plan = site.plan
    trained = [variant.spec for study in plan.studies.values() for variant in study.variants]
    networks = [spec for spec in trained if spec.kind == "training"]
    if not networks:
        return f"Made of {count(len(plan.records), 'record')}, none of which is of a network."
    usual, _ = Counter(spec.dataset for spec in networks).most_common(1)[0]
    others = len({spec.dataset for spec in networks}) - 1
    images = max(spec.train_images for spec in networks if spec.dataset == usual)
    steps = max(longest_steps(plan, name) for name in plan.studies)
    beside = f" and {count(others, 'other dataset')}" if others else ""
    examples = count(images, examples_of(usual))
    return (
        f"Small networks, trained on {ORIGINS[usual].title}{beside} with up to {examples} and {count(steps, 'step')}; "
        f"budget {plan.params.budget}."
    )


def _doors(site: ReportInput) -> Doors:
    content = site.content
    tallies = tally(site.verdicts.values())
    judged = [f"{each.claims} {each.verdict}" for each in tallies if each.verdict != VerdictWord.NOT_EVALUATED]
    return Doors(
        train=f"{count(len(content.questions), 'question')} and {count(len(content.cards), 'piece')} of code, "
        "repeated before you forget it; mock interviews.",
        read="Each with a line to say, a number if pushed, and what a junior, a senior and a staff engineer add.",
        check=f"{count(len(site.verdicts), 'textbook sentence')} against the measurements"
        f"{': ' if judged else ''}{', '.join(judged)}.",
    )


def _blocks(sentences: Sentences, shown_above: Collection[str], site: ReportInput) -> Iterable[Block]:
    """Yield the most telling sentences of each kind, without those already shown as surprises."""
    for kind, heading in HEADINGS.items():
        texts = [text for text in most_telling(sentences, kind) if text not in shown_above]
        if texts:
            shown = tuple(Sentence(text, _findings(sentences[text], site)) for text in texts[:MAX_SENTENCES])
            verdict = "" if kind == DEPENDS else kind
            yield Block(heading, wording.css_class(kind), verdict, shown, len(texts) - len(shown))


def _findings(verdicts: Sequence[Verdict], site: ReportInput) -> tuple[Finding, ...]:
    return tuple(_finding(verdict, site) for verdict in verdicts)


def _finding(verdict: Verdict, site: ReportInput) -> Finding:
    params = site.plan.params
    return Finding(
        anchor=claim_anchor(verdict.claim),
        css_class=wording.css_class(verdict.verdict),
        icon=wording.ICONS[verdict.verdict],
        compared=_compared(verdict, params.report.decimals),
        text=wording.brief_evidence(verdict, params.statistics.confidence, params.report.decimals),
    )


def _compared(verdict: Verdict, decimals: int) -> str:
    """Return the conditions and both sides of a comparison; empty for an exact check."""
    if verdict.is_exact:
        return ""
    # For a constant, the evidence already includes both sides.
    sides = "" if verdict.right_is_constant else wording.both_sides(verdict, decimals)
    return "; ".join(filter(None, [verdict.protocol, verdict.conditions, sides]))


def _counts(site: ReportInput) -> str:
    """Return the number of evaluated claims, and of runs, measurements and exact checks."""
    runs = {(record_of(row), row["seed"]) for tables in site.tables.values() for row in _runs(tables)}
    kinds: Counter[str] = Counter(record.spec.kind for record in site.plan.records.values())
    found = [count(len(runs), "training run")]
    found += [count(number, noun) for kind, noun in OTHERS.items() if (number := kinds[kind])]
    listed = " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))
    own = [each for each in site.verdicts.values() if each.claim not in site.reference_claims]
    tested = f"{claims_tested(own)} with {listed}"
    borrowed = len(site.reference_claims)
    return (
        f"{tested}; for {count(borrowed, 'other')}, the verdict of the reference run is shown" if borrowed else tested
    )


def _runs(tables: Mapping[str, Table]) -> Sequence[Mapping[str, str]]:
    return tables["runs"].rows if "runs" in tables else ()


def _fallback(requested: str, actual: str) -> str:
    wanted, used = ORIGINS[requested], ORIGINS[actual]
    sizes = f"{used.train_images:,} training images of {used.image_shape[0]}x{used.image_shape[1]} pixels"
    return (
        f"{wanted.title} is not available; this run uses the fallback {used.title}: {sizes} from scikit-learn. "
        f"All results of studies on {wanted.title} are from these images, and claims specific to {wanted.title} are "
        "not evaluated."
    )
