"""Resolves the prose's double-bracket references to plain text."""

import math
from dataclasses import dataclass

from groundwork.core.findings import Fact, Verdict
from groundwork.report import wording
from groundwork.report.inputs import ReportInput
from groundwork.report.lead import of_reference
from groundwork.report.references import References
from groundwork.report.short_references import ShortReferences


@dataclass(frozen=True)
class PlainReferences:
    """Resolves references to plain text with their numbers; with `are_short`, without."""

    site: ReportInput
    are_short: bool = False

    def resolve(self, kind: str, name: str, place: str) -> str:
        """Return a reference as plain text; raises UserError, prefixed with `place`, if it does not exist."""
        references = ShortReferences(self.site) if self.are_short else References(self.site)
        linked = references.resolve(kind, name, place)
        if kind == "fact" and name in self.site.facts:
            return self._fact(self.site.facts[name])
        if kind == "verdict":
            return self.verdict(self.site.verdicts[name])
        return f"“{linked.striptags()}”" if kind == "question" else linked.striptags()

    def verdict(self, verdict: Verdict) -> str:
        """Return a verdict with its evidence, as in `supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5`.

        With `are_short`, only the verdict.
        """
        if self.are_short:
            return verdict.verdict
        params = self.site.plan.params
        evidence = wording.brief_evidence(verdict, params.statistics.confidence, params.report.decimals)
        return evidence + of_reference(verdict.claim, self.site.reference_claims)

    def claim(self, claim: str, place: str) -> tuple[str, str]:
        """Return a claim's sentence with its protocol, and its verdict; raises UserError if it does not exist."""
        verdict = References(self.site).verdict(claim, place)
        protocol = "" if verdict.is_exact else f" ({verdict.protocol})"
        return f"{verdict.sentence.rstrip('.')}{protocol}", self.verdict(verdict)

    def _fact(self, fact: Fact) -> str:
        if math.isnan(fact.value):
            return "not measured in this run"
        decimals = self.site.plan.params.report.decimals
        basis = "" if self.are_short else wording.fact_basis(fact, decimals)
        return wording.fact_value(fact, decimals) + (f" ({basis})" if basis else "")
