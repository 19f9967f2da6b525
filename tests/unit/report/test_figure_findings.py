"""The title of a figure: the first of its claims that this run decided, or what is drawn."""

from types import SimpleNamespace

import pytest

from groundwork.claims.files import read_claims
from groundwork.config.catalog import FIGURE, entries
from groundwork.core.errors import UserError
from groundwork.core.findings import Verdict, VerdictWord
from groundwork.report.content import FigureClaims, read_content
from groundwork.report.inputs import ReportInput
from groundwork.report.page import render
from tests.unit.report.test_report_page import HTML, parse

FIGURE_ID = "figure-optimizers-curves"


def site_with(samples: SimpleNamespace, *own: Verdict, lead: Verdict | None = None) -> ReportInput:
    """Return a site whose figure shows these claims, in order, with this run's verdicts on them."""
    shown = FigureClaims(figure="optimizers/curves", claims=tuple(verdict.claim for verdict in own))
    leading = {verdict.claim: verdict for verdict in own} | ({lead.claim: lead} if lead else {})
    site: ReportInput = samples.site(
        content=samples.content(figures=(shown,)),
        verdicts=leading | {"faster": samples.verdict()},
        own_verdicts={verdict.claim: verdict for verdict in own},
    )
    return site


def heading_of(site: ReportInput) -> tuple[str, str]:
    """Return the title of the figure on the page, and the caption below it."""
    figure = next(each for each in parse(render(site)).iter(f"{HTML}figure") if each.get("id") == FIGURE_ID)
    caption = next(figure.iter(f"{HTML}figcaption"))
    (title,) = caption.iter(f"{HTML}h4")
    return " ".join((title.text or "").split()), " ".join("".join(each.itertext()) for each in caption.iter(f"{HTML}p"))


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        (VerdictWord.SUPPORTED, "Adam leads"),
        (VerdictWord.WEAKER, "Weaker than claimed: Adam leads"),
        (VerdictWord.CONTRADICTED, "Contradicted: Adam leads"),
        (VerdictWord.NO_MEANINGFUL_DIFFERENCE, "No meaningful difference: Adam leads"),
        (VerdictWord.INCONCLUSIVE, "Curves"),
        (VerdictWord.NOT_EVALUATED, "Curves"),
    ],
)
def test_title_follows_from_the_verdict(samples: SimpleNamespace, verdict: VerdictWord, title: str) -> None:
    assert heading_of(site_with(samples, samples.verdict(sentence="Adam leads.", verdict=verdict)))[0] == title


def test_caption_says_what_is_drawn_and_the_scope_of_the_finding(samples: SimpleNamespace) -> None:
    _, caption = heading_of(site_with(samples, samples.verdict(sentence="Adam leads.")))
    assert caption.startswith("Curves. One shared learning rate; ")
    assert "supported" in caption


def test_first_decided_claim_leads(samples: SimpleNamespace) -> None:
    open_claim = samples.verdict(claim="open", sentence="Open.", verdict=VerdictWord.INCONCLUSIVE)
    decided = samples.verdict(claim="decided", sentence="Decided.")
    later = samples.verdict(claim="later", sentence="Later.")
    assert heading_of(site_with(samples, open_claim, decided, later))[0] == "Decided"


def test_reference_titles_no_figure_of_another_run(samples: SimpleNamespace) -> None:
    own = samples.verdict(verdict=VerdictWord.NOT_EVALUATED)
    assert heading_of(site_with(samples, own, lead=samples.verdict())) == ("Curves", "")


def test_figure_without_claims_says_what_is_drawn(samples: SimpleNamespace) -> None:
    assert heading_of(samples.site()) == ("Curves", "")


def test_unknown_claim_is_refused(samples: SimpleNamespace) -> None:
    shown = FigureClaims(figure="optimizers/curves", claims=("fasster",))
    message = "figures.yaml: optimizers/curves.claims: 'fasster' is not a claim; did you mean 'faster'?"
    with pytest.raises(UserError, match=message.replace(".", r"\.").replace("?", r"\?")):
        render(samples.site(content=samples.content(figures=(shown,))))


def test_repository_figures_show_claims_of_their_study(samples: SimpleNamespace) -> None:
    folder = samples.repository / "report" / "content"
    studies = {claim.id: claim.study for claim in read_claims(folder / "claims.yaml").claims}
    shown = read_content(folder).figures
    assert len(shown) > 50
    for entry in shown:
        study, _, name = entry.figure.partition("/")
        assert name in entries(FIGURE), entry.figure
        assert {studies.get(claim) for claim in entry.claims} == {study}, entry.figure
