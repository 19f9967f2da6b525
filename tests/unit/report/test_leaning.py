"""An answer may not contradict the reference, and the page says where a run contradicts an answer."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest

from groundwork.core.errors import UserError
from groundwork.core.findings import VerdictWord
from groundwork.reference.files import Provenance, Reference
from groundwork.report.leaning import leanings
from groundwork.report.page import render
from groundwork.report.questions import view_questions
from groundwork.report.references import References

HTML = "{http://www.w3.org/1999/xhtml}"
PLACE = "questions.yaml: adam.leans_on"
PROVENANCE = Provenance(
    *("c" * 40, "f" * 40), budget="full", params="p", machine="m", cores=2, versions={}, studies={}, steps={}
)
NEITHER = {VerdictWord.INCONCLUSIVE, VerdictWord.NOT_EVALUATED, VerdictWord.WEAKER}


def site_of(samples: SimpleNamespace, leans_on: str, own: VerdictWord, kept: VerdictWord | None) -> Any:
    """Return a report whose question leans on a claim, with this run's verdict and, if any, the reference's."""
    question = samples.question(leans_on=(leans_on,))
    verdict = samples.verdict(verdict=own, identity="same")
    reference = None if kept is None else Reference({}, {"faster": replace(verdict, verdict=kept)}, {}, PROVENANCE)
    return samples.site(
        content=samples.content(questions=(question,)), verdicts={"faster": verdict}, reference=reference
    )


@pytest.mark.parametrize(
    ("leans_on", "kept", "problem"),
    [
        ("faster", "contradicted", "say agrees, and the reference's verdict on “Adam converges faster than"),
        ("faster", "no meaningful difference", "is no meaningful difference; rewrite say, and lean on 'not faster'"),
        (
            "not faster",
            "supported",
            "say denies, and the reference's verdict on “Adam converges faster than plain SGD”",
        ),
    ],
)
def test_contradiction_by_the_reference_is_refused(
    samples: SimpleNamespace, leans_on: str, kept: VerdictWord, problem: str
) -> None:
    site = site_of(samples, leans_on, VerdictWord.NOT_EVALUATED, VerdictWord(kept))
    with pytest.raises(UserError) as error:
        view_questions(site)
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"{PLACE}: '{leans_on}': say ")
    assert problem in line
    assert line.endswith("or on nothing")


@pytest.mark.parametrize(
    ("leans_on", "allowed"),
    [
        ("faster", {*NEITHER, VerdictWord.SUPPORTED}),
        ("not faster", {*NEITHER, VerdictWord.CONTRADICTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE}),
    ],
)
def test_other_verdicts_of_the_reference_are_no_contradiction(
    samples: SimpleNamespace, leans_on: str, allowed: set[VerdictWord]
) -> None:
    refused = set()
    for kept in VerdictWord:
        try:
            view_questions(site_of(samples, leans_on, VerdictWord.NOT_EVALUATED, kept))
        except UserError:
            refused.add(kept)
    assert refused == set(VerdictWord) - allowed


def test_without_a_reference_and_for_a_claim_that_changed_nothing_is_refused(samples: SimpleNamespace) -> None:
    without = site_of(samples, "faster", VerdictWord.CONTRADICTED, None)
    assert len(view_questions(without)) == 1

    site = site_of(samples, "faster", VerdictWord.SUPPORTED, VerdictWord.CONTRADICTED)
    changed = replace(site, verdicts={"faster": replace(site.verdicts["faster"], identity="another")})
    assert len(view_questions(changed)) == 1


@pytest.mark.parametrize("leans_on", ["fasterr", "not fasterr"])
def test_unknown_claim_is_refused_with_the_nearest(samples: SimpleNamespace, leans_on: str) -> None:
    site = site_of(samples, leans_on, VerdictWord.SUPPORTED, None)
    with pytest.raises(UserError) as error:
        list(leanings(site.content.questions[0], References(site), PLACE))
    assert str(error.value) == f"{PLACE}: 'fasterr' is not a claim; did you mean 'faster'?"


@pytest.mark.parametrize(
    ("leans_on", "own", "lines"),
    [
        ("faster", "contradicted", 1),
        ("faster", "supported", 0),
        ("not faster", "supported", 1),
        ("not faster", "inconclusive", 0),
    ],
)
def test_page_says_where_the_run_contradicts_the_answer(
    samples: SimpleNamespace, leans_on: str, own: str, lines: int
) -> None:
    page = render(site_of(samples, leans_on, VerdictWord(own), None))
    root = html5lib.HTMLParser(strict=True).parse(page)
    found = [each for each in root.iter(f"{HTML}div") if each.get("class") == "against"]
    assert len(found) == lines
    for each in found:
        assert "Adam converges faster than plain SGD (one shared learning rate; MLP): " in "".join(each.itertext())
