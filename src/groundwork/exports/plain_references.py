"""What stands in double brackets in the prose, as words that need no page around them."""

import math
from dataclasses import dataclass

from groundwork.core.findings import Fact, Verdict
from groundwork.report import wording
from groundwork.report.inputs import ReportInput
from groundwork.report.references import References
from groundwork.report.short_references import ShortReferences


@dataclass(frozen=True)
class PlainReferences:
    """The references that the prose may make, each with the numbers behind it; where they are short, without them."""

    site: ReportInput
    are_short: bool = False

    def resolve(self, kind: str, name: str, place: str) -> str:
        """Return a reference as plain text; UserError, beginning with the place, where there is no such thing."""
        references = ShortReferences(self.site) if self.are_short else References(self.site)
        linked = references.resolve(kind, name, place)
        if kind == "fact" and name in self.site.facts:
            return self._fact(self.site.facts[name])
        if kind == "verdict":
            return self.verdict(self.site.verdicts[name])
        return f"“{linked.striptags()}”" if kind == "question" else linked.striptags()

    def verdict(self, verdict: Verdict) -> str:
        """Return a verdict with what it rests on, as in `supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5`.

        In short it is the verdict alone.
        """
        if self.are_short:
            return verdict.verdict
        params = self.site.plan.params
        return wording.brief_evidence(verdict, params.statistics.confidence, params.report.decimals)

    def claim(self, claim: str, place: str) -> tuple[str, str]:
        """Return a claim's sentence with how it was tested, and its verdict in words; UserError where there is none."""
        verdict = References(self.site).verdict(claim, place)
        protocol = "" if verdict.is_exact else f" ({verdict.protocol})"
        return f"{verdict.sentence.rstrip('.')}{protocol}", self.verdict(verdict)

    def _fact(self, fact: Fact) -> str:
        if math.isnan(fact.value):
            return "not measured in this run"
        decimals = self.site.plan.params.report.decimals
        basis = "" if self.are_short else wording.fact_basis(fact, decimals)
        return wording.fact_value(fact, decimals) + (f" ({basis})" if basis else "")
