"""What the report is, in the words of a link's preview."""

from dataclasses import dataclass

from groundwork.core.formatting import count
from groundwork.report.inputs import ReportInput
from groundwork.report.tallies import claims_tested

SUBTITLE = "Interview answers about neural networks, each backed by experiments that you can run again."


@dataclass(frozen=True)
class About:
    """The report's title, what it is, how much it has, and the source line of what is taken out of it."""

    title: str
    subtitle: str
    counts: tuple[str, ...]
    source: str

    @property
    def description(self) -> str:
        """What the report is and how much it has, as one text."""
        return f"{self.subtitle} {', '.join(self.counts)}."


def about(site: ReportInput) -> About:
    """Return what a preview of the report says."""
    report, content = site.plan.params.report, site.content
    counts = (
        f"{count(len(content.questions), 'question')} with a line to say",
        claims_tested(site.verdicts.values()),
        f"{count(len(content.cards), 'piece')} of code to write from memory",
    )
    return About(report.title, SUBTITLE, counts, f"{report.title}, budget {site.plan.params.budget}")
