"""What a fact is, in words: its name is for the source."""

from groundwork.config.proper_names import label_text
from groundwork.core.findings import Fact, Verdict
from groundwork.core.formatting import words
from groundwork.report import wording
from groundwork.report.inputs import ReportInput
from groundwork.report.references import study_title

AT = "at_"
"""How the part of a claim's fact begins that is for a number of steps."""


def fact_words(fact: Fact, site: ReportInput) -> str:
    """Return what a fact is: the claim's sentence and the side, or the study, the variant and the metric."""
    study, _, rest = fact.name.partition(".")
    if study != "claim":
        variant, _, metric = rest.rpartition(".")
        title = study_title(study, site)
        found = ": ".join(filter(None, [label_text(variant), _metric(metric)]))
        return f"{title} {found}" if title.endswith("?") else f"{title}: {found}"
    claim, _, part = rest.partition(".")
    verdict = site.verdicts.get(claim)
    return f"{verdict.sentence} {_part(part, verdict)}" if verdict else words(rest)


def _part(part: str, verdict: Verdict) -> str:
    steps, _, of_horizon = part.partition(".")
    if steps.startswith(AT):
        return f"{_part(of_horizon, verdict)}, after {int(steps.removeprefix(AT)):,} steps"
    if part == "left":
        return f"{wording.side(verdict, 'left')}: {wording.metric(verdict)}"
    if part == "right":
        return f"{wording.side(verdict, 'right')}: {wording.metric(verdict)}"
    if part == "effect":
        return (
            f"{'Left divided by right' if verdict.scale == 'ratio' else 'Left minus right'}: {wording.metric(verdict)}"
        )
    return words(part).capitalize()


def _metric(name: str) -> str:
    return words(name.removesuffix("_percent").removesuffix("_points"))
