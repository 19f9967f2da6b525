"""The reference leads where a run is shorter, is told apart, and is not used for what has changed since."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.core.findings import HorizonVerdict, VerdictWord
from groundwork.planning.study_identity import study_identity
from groundwork.reference.files import Provenance, Reference, longest_steps
from groundwork.report.course_drawing import draw_course
from groundwork.report.lead import leading
from groundwork.report.page import render
from groundwork.report.provenance import reference_text
from groundwork.report.references import References
from groundwork.report.score_board import view_claim
from groundwork.report.summary import summarize


@pytest.fixture
def plan(samples: SimpleNamespace) -> Any:
    return samples.plan(samples.params())


@pytest.fixture
def short(samples: SimpleNamespace) -> Any:
    """The verdict of a run that is too short to judge."""
    reason = "the runs end after 16 steps"
    return samples.verdict(verdict="not evaluated", reason=reason, identity="same", n=None, **samples.unmeasured)


@pytest.fixture
def reference(samples: SimpleNamespace, plan: Any) -> Reference:
    """A reference that supports the claim, with runs one step longer than those of the plan."""
    provenance = Provenance(
        commit="c" * 40,
        frozen="f" * 40,
        budget="quick",
        params="p",
        machine="Linux",
        cores=2,
        versions={"torch": "2.15.0"},
        studies={"optimizers": study_identity(plan.params, "optimizers", "quick")},
        steps={"optimizers": longest_steps(plan, "optimizers") + 1},
    )
    fact, study_fact = samples.fact(value=87.0), samples.fact(name="optimizers.adam.test_accuracy_percent", value=88.0)
    return Reference(
        facts={fact.name: fact, study_fact.name: study_fact},
        verdicts={"faster": samples.verdict(identity="same", horizon=4300, effect=2.0)},
        horizons={"faster": (course_point(144, 8.2), course_point(4300, 2.0))},
        provenance=provenance,
    )


def course_point(horizon: int, effect: float, **changes: Any) -> HorizonVerdict:
    ends = {"low": effect - 1, "high": effect + 1, "corrected_low": effect - 1.5, "corrected_high": effect + 1.5}
    return HorizonVerdict(
        claim="faster", horizon=horizon, n=5, effect=effect, verdict=VerdictWord.SUPPORTED, **{**ends, **changes}
    )


def facts(samples: SimpleNamespace) -> dict[str, Any]:
    names = ("claim.faster.left", "optimizers.adam.test_accuracy_percent", "optimizers.runs")
    return {name: samples.fact(name=name, value=50.0) for name in names}


def test_without_a_reference_the_run_leads(samples: SimpleNamespace, plan: Any, short: Any) -> None:
    lead = leading(facts(samples), {"faster": short}, {}, plan, None)

    assert (lead.verdicts["faster"], lead.reference_claims, lead.reference_facts) == (short, frozenset(), frozenset())


def test_the_reference_leads_where_the_run_is_too_short(
    samples: SimpleNamespace, plan: Any, short: Any, reference: Reference
) -> None:
    lead = leading(facts(samples), {"faster": short}, {}, plan, reference)

    assert lead.reference_claims == {"faster"}
    assert lead.verdicts["faster"].effect == 2.0
    assert [each.horizon for each in lead.horizons["faster"]] == [144, 4300]
    # What the reference has no value for stays the run's own.
    assert {name: fact.value for name, fact in lead.facts.items()} == {
        "claim.faster.left": 87.0,
        "optimizers.adam.test_accuracy_percent": 88.0,
        "optimizers.runs": 50.0,
    }
    assert lead.reference_facts == {"claim.faster.left", "optimizers.adam.test_accuracy_percent"}


def test_a_run_that_judges_leads(samples: SimpleNamespace, plan: Any, reference: Reference) -> None:
    own = samples.verdict(identity="same", verdict="contradicted")
    as_long = replace(reference.provenance, steps={"optimizers": longest_steps(plan, "optimizers")})

    lead = leading(facts(samples), {"faster": own}, {}, plan, replace(reference, provenance=as_long))

    assert lead.verdicts["faster"] is own
    assert lead.reference_claims == lead.reference_facts == frozenset()


def test_a_claim_or_study_that_changed_shows_no_reference(
    samples: SimpleNamespace, plan: Any, short: Any, reference: Reference
) -> None:
    changed = replace(short, identity="another")
    other_study = replace(reference.provenance, studies={"optimizers": "another"})

    lead = leading(facts(samples), {"faster": changed}, {}, plan, replace(reference, provenance=other_study))

    assert lead.verdicts["faster"] is changed
    assert lead.reference_facts == frozenset()


def test_score_board_tells_the_reference_from_the_run(
    samples: SimpleNamespace, short: Any, reference: Reference
) -> None:
    kept = reference.verdicts["faster"]
    site = samples.site(
        verdicts={"faster": kept},
        own_verdicts={"faster": short},
        reference=reference,
        reference_claims=frozenset({"faster"}),
        horizons=reference.horizons,
    )
    view = view_claim(kept, site)

    assert (view.source, view.scope, view.effect) == ("Reference run", "MLP, 4,300 steps", "+2.0 points")
    assert view.other
    assert (view.other.label, view.other.text) == ("This run", "the runs end after 16 steps")
    assert "Records" not in dict(view.details)  # those of the reference are not on this page
    assert str(References(site).resolve("verdict", "faster", "here").striptags()).endswith(", reference run")
    assert 'class="verdict supported of-reference"' in render(site)


def test_first_screen_and_provenance_say_what_is_from_the_reference(
    samples: SimpleNamespace, short: Any, reference: Reference
) -> None:
    own = samples.verdict(claim="own")
    site = samples.site(
        verdicts={"faster": reference.verdicts["faster"], "own": own},
        own_verdicts={"faster": short, "own": own},
        reference=reference,
        reference_claims=frozenset({"faster"}),
    )

    counts = summarize(site).counts
    assert counts.startswith("1 claim tested with ")
    assert counts.endswith("; for 1 other, the verdict of the reference run is shown")
    made = reference.provenance
    text = reference_text(site)
    assert f"budget quick from commit {made.commit[:7]} on {made.machine} (2 cores; torch 2.15.0)." in text
    assert f"Its parameters and claims are those of commit {made.frozen[:7]}." in text
    assert "in 1 verdict and 0 facts on this page" in text
    assert text in render(site)
    assert reference_text(samples.site()) == ""


def test_score_board_shows_the_reference_beside_a_run_that_judges(
    samples: SimpleNamespace, reference: Reference
) -> None:
    own = samples.verdict(identity="same")
    view = view_claim(own, samples.site(verdicts={"faster": own}, reference=reference))

    assert view.source == ""
    assert view.other
    assert view.other.label == "Reference run"
    assert view.other.text.startswith("supported: +2.0 points")
    assert view.other.text.endswith(", after 4,300 steps")


def test_course_shows_every_horizon(samples: SimpleNamespace, reference: Reference) -> None:
    drawing = str(draw_course(samples.verdict(), reference.horizons["faster"], 1))

    assert drawing.count('class="estimate"') == drawing.count('class="corrected"') == 2
    assert "144 steps" in drawing
    assert "4,300 steps" in drawing
    assert ">8.2<" in drawing


def test_course_of_factors_is_logarithmic(samples: SimpleNamespace) -> None:
    points = [
        course_point(steps, effect, low=effect, high=effect, corrected_low=effect, corrected_high=effect)
        for steps, effect in ((10, 4.0), (100, 2.0), (1000, 1.0))
    ]
    drawing = str(draw_course(samples.verdict(scale="ratio", matters=1.1, effect_unit="times"), points, 1))

    places = [tuple(map(float, pair.split(","))) for pair in drawing.partition('points="')[2].partition('"')[0].split()]
    (x1, y1), (x2, y2), (x3, y3) = places
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y2 - y1 == pytest.approx(y3 - y2, abs=0.2)
    assert y1 < y3


@pytest.mark.parametrize("effects", [[], [1.0], [1.0, float("nan")]])
def test_course_needs_two_horizons(samples: SimpleNamespace, effects: list[float]) -> None:
    points = [course_point(10 + place, effect) for place, effect in enumerate(effects)]
    assert draw_course(samples.verdict(), points, 1) == ""
