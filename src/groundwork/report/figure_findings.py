"""The finding that titles a figure: the first of the claims it shows that this run decided."""

from groundwork.core.findings import Verdict, VerdictWord
from groundwork.report.inputs import Figure, ReportInput
from groundwork.report.references import References

FILE = "figures.yaml"
LEADS = {
    VerdictWord.SUPPORTED: "",
    VerdictWord.WEAKER: "Weaker than claimed: ",
    VerdictWord.CONTRADICTED: "Contradicted: ",
    VerdictWord.NO_MEANINGFUL_DIFFERENCE: "No meaningful difference: ",
}
"""What comes before a claim's sentence in a title; a claim with another verdict titles no figure."""


def decided_claim(figure: Figure, site: ReportInput) -> Verdict | None:
    """Return this run's verdict on the first claim that the figure shows and the run decided, or None.

    The reference's verdicts do not count, because the figure shows this run. Raises UserError for an unknown claim.
    """
    path = f"{figure.study}/{figure.name}"
    references = References(site)
    for claim in (claim for entry in site.content.figures if entry.figure == path for claim in entry.claims):
        references.verdict(claim, f"{FILE}: {path}.claims")
        own = site.own_verdicts.get(claim)
        if own is not None and own.verdict in LEADS:
            return own
    return None


def finding_text(verdict: Verdict) -> str:
    """Return a decided claim's sentence, led by the verdict unless the claim is supported."""
    return f"{LEADS[verdict.verdict]}{verdict.sentence.rstrip('.')}"
