"""References for tight spaces: a verdict is one word with a link to the details."""

import math
from dataclasses import dataclass, field

from markupsafe import Markup

from groundwork.core.findings import Verdict
from groundwork.report import wording
from groundwork.report.inputs import ReportInput
from groundwork.report.references import References, claim_anchor, unknown

LINK = Markup('<a class="verdict {}" href="#{}" title="{}"><span aria-hidden="true">{}</span>&NoBreak;&nbsp;{}</a>')
MISSING = "missing"
UNMEASURED = Markup('<span class="missing" title="{}">not measured in this run</span>')


@dataclass
class ShortReferences:
    """Resolves the references of one text and records their kinds; MISSING if something was not measured."""

    site: ReportInput
    seen: set[str] = field(default_factory=set)

    def resolve(self, kind: str, name: str, place: str) -> Markup:
        """Return the HTML of a reference; raises UserError with the place if it does not exist.

        A fact of a variant that is not in this run is shown as not measured.
        """
        references = References(self.site)
        if kind == "verdict":
            verdict = references.verdict(name, place)
            self.seen.add(MISSING if not verdict.is_evaluated else kind)
            return self.word(verdict)
        if kind == "fact" and self._lacks_variant(name, place):
            self.seen.add(MISSING)
            return UNMEASURED.format(f"fact {name}: this run has no such variant")
        is_missing = kind == "fact" and math.isnan(references.fact(name, place).value)
        self.seen.add(MISSING if is_missing else kind)
        return references.resolve(kind, name, place)

    def word(self, verdict: Verdict) -> Markup:
        """Return a verdict as one word that links to its claim."""
        params = self.site.plan.params
        basis = wording.evidence(verdict, params.statistics.confidence, params.report.decimals)
        return LINK.format(
            wording.css_class(verdict.verdict),
            claim_anchor(verdict.claim),
            f"{verdict.sentence.rstrip('.')} ({verdict.protocol}): {basis}",
            wording.ICONS[verdict.verdict],
            verdict.verdict,
        )

    def _lacks_variant(self, name: str, place: str) -> bool:
        """Return whether a fact is missing because its variant is not in this run."""
        study, _, rest = name.partition(".")
        label, _, _metric = rest.rpartition(".")
        if name in self.site.facts or study == "claim" or not label:
            return False
        studies = {text.study for text in self.site.content.studies} | self.site.plan.studies.keys()
        if study not in studies:
            raise unknown(place, f"{name!r}: {study!r}", "a study", studies)
        return not any(fact.startswith(f"{study}.{label}.") for fact in self.site.facts)
