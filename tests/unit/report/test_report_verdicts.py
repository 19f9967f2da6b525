"""Verdicts on the page are no stronger than the evidence."""

import math
import re
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest

from groundwork.core.findings import NOT_SAMPLED, ClaimKind
from groundwork.core.formatting import NBSP
from groundwork.report import wording
from groundwork.report.effect_drawing import draw_effect
from groundwork.report.page import render
from groundwork.report.references import References
from groundwork.report.score_board import score_board, view_claim
from groundwork.report.study_sections import study_sections
from groundwork.report.summary import summarize
from groundwork.report.svg_shortening import DrawingStyles


def evidence(*given: Any) -> str:
    """Return a verdict with its evidence, with ordinary spaces."""
    return wording.evidence(*given).replace(NBSP, " ")


def page_text(site: Any) -> str:
    return " ".join("".join(html5lib.parse(render(site)).itertext()).split())


def test_supported_claim_shows_effect_interval_and_n(samples: SimpleNamespace) -> None:
    assert evidence(samples.verdict(), 0.95, 1) == "supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5"


def test_contradicted_claim_evidence(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="contradicted", effect=-2.0, low=-2.5, high=-1.5)
    site = samples.site(verdicts={"faster": verdict})
    text = page_text(site)
    assert "contradicted: −2.0 points, 95 % interval −2.5 to −1.5, n = 5" in text  # noqa: RUF001
    assert "Most surprising results" in text
    assert "Supported by these runs" not in text
    assert view_claim(verdict, site).css_class == "contradicted"


def test_claim_not_evaluated_shows_reason(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="not evaluated", reason="the grid was changed", n=None, **samples.unmeasured)
    assert evidence(verdict, 0.95, 1) == "not evaluated in this run: the grid was changed"
    view = view_claim(verdict, samples.site())
    assert (view.effect, view.basis, str(view.drawing), view.reason) == ("", "", "", "the grid was changed")
    summary = summarize(samples.site(verdicts={"faster": verdict}))
    assert summary.blocks == ()
    assert [(tally.verdict, tally.claims) for tally in summary.tallies] == [("not evaluated", 1)]


def test_claim_shows_n_with_interval(samples: SimpleNamespace) -> None:
    view = view_claim(samples.verdict(), samples.site())
    assert (view.effect, view.metric, view.basis) == (
        "+1.2 points",
        "test accuracy",
        f"95 % interval 0.8 to 1.6, n{NBSP}={NBSP}5",
    )


def test_inconclusive_claim_shows_seeds_needed(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="inconclusive", low=-0.4, high=2.8, seeds_needed="17")
    details = dict(view_claim(verdict, samples.site()).details)
    assert details["Seeds needed to settle it"] == "about 17"
    assert evidence(verdict, 0.95, 1) == "inconclusive: +1.2 points, 95 % interval −0.4 to 2.8, n = 5"  # noqa: RUF001


def test_interval_undone_by_correction_is_explained(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="inconclusive", corrected_low=-0.5, corrected_high=2.9, seeds_needed="7")
    assert evidence(verdict, 0.95, 1).endswith("n = 5 (not after the correction for its study's claims)")


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 2, "corrected_low": math.nan, "corrected_high": math.nan},
        {"low": 0.2, "high": 2.2, "matters": 2.0, "corrected_low": 0.1, "corrected_high": 2.3, "seeds_needed": "20"},
    ],
)
def test_correction_is_not_blamed_otherwise(samples: SimpleNamespace, changes: dict[str, Any]) -> None:
    """Two pairs are never corrected, and an effect below what matters may be significant even after the correction."""
    verdict = samples.verdict(verdict="inconclusive", **changes)
    assert evidence(verdict, 0.95, 1).endswith(f"n = {changes.get('n', 5)}")


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (1.0, 3.0, "times", "2.00 times"),
        (1.0, math.inf, "times", "at least 2.00 times"),
        (0.0, 3.0, "times", "at most 2.00 times"),
        (0.0, math.inf, "times", "about 2.00 times"),
        (-math.inf, math.inf, "points", "about 2.0 points"),
    ],
)
def test_value_with_one_open_end_is_bound(
    samples: SimpleNamespace, low: float, high: float, unit: str, text: str
) -> None:
    assert wording.fact_value(samples.fact(value=2.0, low=low, high=high, unit=unit), 1) == text
    assert (
        wording.side_value(samples.verdict(left_mean=2.0, left_low=low, left_high=high, unit=unit), "left", 1) == text
    )


def test_exact_claim_has_no_interval(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(kind=ClaimKind.EXACT, reason="cosine 1", source="mathematics", **samples.unmeasured)
    assert evidence(verdict, 0.95, 1) == "supported by an exact check"
    assert dict(view_claim(verdict, samples.site()).details)["Quantities of the check"] == "cosine 1"


def test_score_board_details(samples: SimpleNamespace) -> None:
    details = dict(view_claim(samples.verdict(), samples.site()).details)
    assert details["Claimed"] == "the left side is higher, by more than 0.5 points"
    assert details["Left: optimizer Adam"] == "85.2 % (95 % interval 84.9 to 85.6)"
    assert details["Left minus right"] == "+1.2 points"
    assert details["Plain 95 % interval"] == "0.8 to 1.6 points"
    assert details["Interval corrected for 5 claims of its study (99 %)"] == "0.5 to 1.9 points (used for the verdict)"
    assert details["p value of an effect that matters, uncorrected"] == "0.0012"
    assert details["Seeds compared"] == "5"


def test_count_is_shown_as_counted(samples: SimpleNamespace) -> None:
    untested = dict.fromkeys(["corrected_low", "corrected_high", "corrected_confidence", "p_value"], math.nan)
    sides = {"left_settings": {"name": "twice the filters"}, "left_mean": 120.0, "left_low": 120.0, "left_high": 120.0}
    counted = {"effect": 3.33, "low": 3.33, "high": 3.33, "scale": "ratio", "effect_unit": "times", "matters": 2.2}
    verdict = samples.verdict(
        **{**untested, **sides, **counted, "unit": "multiply-adds", "family": "", "family_size": None},
        kind=ClaimKind.COUNTED,
        reason=f"{NOT_SAMPLED}; 1 of 5 seeds left out",
    )
    assert evidence(verdict, 0.95, 1) == "supported: 3.33 times, counted, not sampled"
    view = view_claim(verdict, samples.site())
    assert (view.basis, view.reason) == ("counted, not sampled", "")
    assert view.drawing.count("<line") == 1
    details = dict(view.details)
    assert details["Left: twice the filters"] == "120 multiply-adds with every seed"
    assert details["Method"] == f"{NOT_SAMPLED}; 1 of 5 seeds left out; there is no interval, and no test"
    assert not [label for label in details if "interval" in label or "p value" in label]


def test_claim_kind_does_not_depend_on_text(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(kind=ClaimKind.COMPARISON, protocol="exact", reason=NOT_SAMPLED)
    assert evidence(verdict, 0.95, 1) == "supported: +1.2 points, 95 % interval 0.8 to 1.6, n = 5"
    assert view_claim(verdict, samples.site()).reason == NOT_SAMPLED


def test_constant_side_is_shown_as_constant(samples: SimpleNamespace) -> None:
    nothing = dict.fromkeys(["left_low", "left_high", "right_low", "right_high"], math.nan)
    verdict = samples.verdict(
        right_settings={"constant": 97.0}, right_is_constant=True, right_mean=97.0, n=1, **nothing
    )
    details = dict(view_claim(verdict, samples.site()).details)
    assert details["Right: 97 %"] == "97.0 %, a constant"
    text = evidence(samples.verdict(right_is_constant=True, right_mean=84.0), 0.95, 1)
    assert text == "supported: 85.2 % against 84.0 %, +1.2 points, 95 % interval 0.8 to 1.6, n = 5"


def test_both_sides_are_shown_if_effect_is_unclear(samples: SimpleNamespace) -> None:
    sides = "85.2 % against 84.0 %"
    equal = samples.verdict(expect="equal")
    assert evidence(equal, 0.95, 1) == f"supported: {sides}, +1.2 points, 95 % interval 0.8 to 1.6, n = 5"
    without_unit = samples.verdict(unit="", effect_unit="")
    assert evidence(without_unit, 0.95, 1) == "supported: 85.2 against 84, +1.2, 95 % interval 0.8 to 1.6, n = 5"


def test_measurement_side_text(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(left_settings={"measurement": "random_search", "at": 27.0}, left_chosen={"at": "last"})
    assert "Left: measurement random search, at 27 (last)" in dict(view_claim(verdict, samples.site()).details)


def test_equal_differences_have_no_interval(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(effect=100.0, low=100.0, high=100.0)
    assert evidence(verdict, 0.95, 1) == "supported: +100.0 points, the same for every seed, n = 5"
    details = dict(view_claim(verdict, samples.site()).details)
    assert details["Plain 95 % interval"] == "none, because every seed gave the same value"


def test_score_board_groups(samples: SimpleNamespace) -> None:
    shared = {"dataset": "fashion-mnist", "train_images": 1000, "model": "mlp", "learning_rate": 0.001}
    also = {"shared_settings": shared, "conditions": "epochs until it learns"}
    other = {**also, "shared_settings": {**shared, "learning_rate": 0.1}}
    verdicts = [
        samples.verdict(claim="a", **also),
        samples.verdict(claim="b", **other, verdict="inconclusive"),
        samples.verdict(claim="c", shared_settings={}, conditions="three tries"),
        samples.verdict(claim="d", study="depth", **also),
    ]
    depth, optimizers = sorted(
        score_board(samples.site(verdicts={each.claim: each for each in verdicts})), key=lambda group: group.title
    )
    assert (depth.title, depth.anchor, depth.study_anchor, depth.settings) == ("Depth", "claims-depth", "", "")
    assert optimizers.settings == "dataset fashion-mnist, 1,000 training images, model MLP"
    assert [(tally.verdict, tally.claims) for tally in optimizers.tallies] == [("supported", 2), ("inconclusive", 1)]
    assert [claim.conditions for claim in optimizers.claims] == [
        "learning rate 0.001; epochs until it learns",
        "learning rate 0.1; epochs until it learns",
        "three tries",
    ]


def test_prose_verdict_not_evaluated_is_brief(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="not evaluated", reason="the grid was changed", n=None, **samples.unmeasured)
    html = References(samples.site(verdicts={"faster": verdict})).resolve("verdict", "faster", "here")
    assert html == (
        '<a class="verdict not-evaluated" href="#claim-faster"><span aria-hidden="true">\N{EN DASH}</span>'
        "&NoBreak;&nbsp;not evaluated in this run</a>"
    )


def test_shared_protocol_is_shown_once(samples: SimpleNamespace) -> None:
    verdicts = {each: samples.verdict(claim=each) for each in ("faster", "better")}
    (section,) = study_sections(samples.site(verdicts=verdicts), DrawingStyles())
    assert section.protocol == "one shared learning rate"
    assert "one shared learning rate" not in "".join(section.verdicts)
    verdicts["better"] = samples.verdict(claim="better", protocol="tuned")
    (section,) = study_sections(samples.site(verdicts=verdicts), DrawingStyles())
    assert section.protocol == ""
    assert "(one shared learning rate; MLP)" in section.verdicts[0]
    assert "(tuned; MLP)" in section.verdicts[1]


def test_one_seed_gives_no_interval(samples: SimpleNamespace) -> None:
    nothing = dict.fromkeys(["low", "high", "corrected_low", "corrected_high", "corrected_confidence"], math.nan)
    verdict = samples.verdict(verdict="not evaluated", n=1, reason="too few seeds", **nothing)
    assert evidence(verdict, 0.95, 1) == "not evaluated in this run: too few seeds"
    details = dict(view_claim(verdict, samples.site()).details)
    assert details["Plain 95 % interval"] == "none, because there are too few seeds"


def test_summary_shows_comparison_of_findings(samples: SimpleNamespace) -> None:
    shared = samples.verdict()
    tuned = samples.verdict(claim="faster_tuned", protocol="tuned", verdict="inconclusive", low=-1.0)
    other = samples.verdict(claim="other", sentence="Something else.", conditions="six layers")
    exact = samples.verdict(
        claim="exact", sentence="It is so.", kind=ClaimKind.EXACT, protocol="exact", effect=math.nan
    )
    constant = samples.verdict(claim="constant", sentence="More than 84 %.", right_is_constant=True)
    verdicts = {each.claim: each for each in (shared, tuned, other, constant, exact)}
    blocks = summarize(samples.site(verdicts=verdicts)).blocks
    assert [block.heading for block in blocks] == [
        "The verdict depends on how you compare",
        "Supported by these runs",
    ]
    sides = "85.2 % against 84.0 %"
    found = [finding.compared for block in blocks for sentence in block.sentences for finding in sentence.findings]
    assert found == [
        f"one shared learning rate; {sides}",
        f"tuned; {sides}",
        f"one shared learning rate; six layers; {sides}",
        "one shared learning rate",
        "",
    ]


def _place(drawing: str, kind: str, attribute: str) -> float:
    match = re.search(rf'class="{kind}"[^>]* {attribute}="([^"]+)"', drawing)
    assert match is not None
    return float(match[1])


def test_drawing_keeps_order_of_values(samples: SimpleNamespace) -> None:
    drawing = str(draw_effect(samples.verdict(), 1))
    zero, estimate = _place(drawing, "zero", "x1"), _place(drawing, "estimate", "cx")
    assert zero < _place(drawing, "corrected", "x1") < _place(drawing, "plain", "x1") < estimate
    assert estimate < _place(drawing, "plain", "x2") < _place(drawing, "corrected", "x2")


def test_ratio_drawing_is_logarithmic(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(scale="ratio", effect_unit="times", matters=2.0, effect=4.0, low=2.0, high=8.0)
    drawing = str(draw_effect(samples.verdict(**{**vars(verdict), "corrected_low": 1.0, "corrected_high": 16.0}), 1))
    zero, low, estimate, high = (
        _place(drawing, *each) for each in (("zero", "x1"), ("plain", "x1"), ("estimate", "cx"), ("plain", "x2"))
    )
    assert low - zero == pytest.approx(high - estimate, abs=0.2)
    assert "\N{MULTIPLICATION SIGN}1</text>" in drawing


def test_open_interval_has_arrow(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(high=math.inf, corrected_high=math.inf)
    drawing = str(draw_effect(verdict, 1))
    assert drawing.count('class="open"') == 2
    assert "nan" not in drawing
    assert evidence(verdict, 0.95, 1) == "supported: +1.2 points, 95 % interval at least 0.8, n = 5"


def test_zero_width_drawing_is_finite(samples: SimpleNamespace) -> None:
    same = dict.fromkeys(["effect", "low", "high", "corrected_low", "corrected_high", "matters"], 0.0)
    drawing = str(draw_effect(samples.verdict(**same), 1))
    assert "nan" not in drawing
    assert "inf" not in drawing
