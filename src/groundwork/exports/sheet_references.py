"""Resolves references on the cheat sheet: verdicts as icons, and links into the report."""

from dataclasses import dataclass

from markupsafe import Markup

from groundwork.report import wording
from groundwork.report.inputs import ReportInput
from groundwork.report.references import References, claim_anchor
from groundwork.report.short_references import ShortReferences

REPORT = "report.html"
SIGN = Markup('<a class="verdict {}" href="{}#{}" title="{}" aria-label="{}">{}</a>')


@dataclass(frozen=True)
class SheetReferences:
    """Resolves references to icons, numbers and links into report.html."""

    site: ReportInput

    def resolve(self, kind: str, name: str, place: str) -> Markup:
        """Return a reference as HTML; raises UserError, prefixed with `place`, if it does not exist."""
        if kind == "verdict":
            return self._sign(name, place)
        linked = str(ShortReferences(self.site).resolve(kind, name, place))
        # This can only occur in attributes: the text of a link is escaped.
        return Markup(linked.replace('href="#', f'href="{REPORT}#'))  # noqa: S704 - the same markup

    def _sign(self, claim: str, place: str) -> Markup:
        verdict = References(self.site).verdict(claim, place)
        params = self.site.plan.params
        basis = wording.brief_evidence(verdict, params.statistics.confidence, params.report.decimals)
        return SIGN.format(
            wording.css_class(verdict.verdict),
            REPORT,
            claim_anchor(verdict.claim),
            f"{verdict.sentence.rstrip('.')}: {basis}",
            verdict.verdict,
            wording.ICONS[verdict.verdict],
        )
