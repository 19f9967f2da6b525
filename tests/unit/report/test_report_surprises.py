"""The first screen shows the most telling results by rule, without repetition."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from groundwork.report.conditions import main_conditions
from groundwork.report.page import render
from groundwork.report.summary import summarize
from groundwork.report.surprises import DEPENDS, by_sentence, kind_of, most_telling, strength, surprises


def claims(samples: SimpleNamespace, *changes: dict[str, Any]) -> dict[str, Any]:
    """Return verdicts on different sentences, with changes."""
    names = [f"claim_{number}" for number in range(len(changes))]
    return {
        name: samples.verdict(**{"claim": name, "sentence": f"Sentence {name[-1]}.", **change})
        for name, change in zip(names, changes, strict=True)
    }


def against(effect: float, study: str, **changes: Any) -> dict[str, Any]:
    """Return the changes for a contradicted verdict of a study."""
    return {"verdict": "contradicted", "effect": effect, "study": study, **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"effect": -2.0, "matters": 0.5}, 4.0),
        ({"effect": 0.25, "matters": 2.0, "scale": "ratio"}, 2.0),
        ({"effect": 0.0, "matters": 2.0, "scale": "ratio"}, math.inf),
        ({"effect": 2.0, "matters": 0.0}, 0.0),
        ({"effect": 2.0, "matters": 1.0, "scale": "ratio"}, 0.0),
        ({"effect": math.nan}, 0.0),
    ],
)
def test_strength_is_the_effect_in_units_of_what_matters(
    samples: SimpleNamespace, changes: dict[str, Any], expected: float
) -> None:
    assert strength(samples.verdict(**changes)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("verdicts", "kind"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "inconclusive"], DEPENDS),
        (["supported", "not evaluated"], "supported"),
        (["not evaluated"], ""),
    ],
)
def test_kind_of_sentence_with_mixed_verdicts(samples: SimpleNamespace, verdicts: list[str], kind: str) -> None:
    assert kind_of([samples.verdict(verdict=each) for each in verdicts]) == kind


def test_surprises_are_largest_contradictions_one_per_study(samples: SimpleNamespace) -> None:
    verdicts = claims(
        samples,
        against(-1.0, "a"),
        against(-9.0, "b"),
        against(-8.0, "b"),
        against(-5.0, "c"),
        against(-99.0, "d", source="mathematics"),
        against(-99.0, "e", verdict="supported"),
    )
    found = surprises(samples.site(verdicts=verdicts))
    assert [each.sentence for each in found] == ["Sentence 1.", "Sentence 3.", "Sentence 0."]


def test_order_of_surprises(
    samples: SimpleNamespace,
) -> None:
    nothing = "no meaningful difference"
    verdicts = claims(
        samples,
        against(0.2, "a", verdict=nothing),
        against(0.1, "b", verdict=nothing),
        against(-2.0, "a"),
        against(-2.0, "a"),
    )
    found = surprises(samples.site(verdicts=verdicts))
    assert [each.sentence for each in found] == ["Sentence 2.", "Sentence 3.", "Sentence 1."]


def test_mixed_verdict_is_no_surprise(samples: SimpleNamespace) -> None:
    verdicts = claims(samples, against(-2.0, "a", sentence="Same."), {"study": "a", "sentence": "Same."})
    site = samples.site(verdicts=verdicts)
    assert surprises(site) == ()
    (block,) = summarize(site).blocks
    assert block.heading == "The verdict depends on how you compare"


def test_surprise_view(samples: SimpleNamespace) -> None:
    settings = {"dataset": "fashion-mnist", "train_images": 3000, "model": "mlp", "learning_rate": 0.1, "epochs": 5}
    verdict = samples.verdict(
        verdict="contradicted",
        right_settings={"constant": 100.0},
        right_low=math.nan,
        right_is_constant=True,
        left_settings={"measurement": "xor", "case": "2 hidden units"},
        shared_settings=settings,
        conditions="as usual",
    )
    (found,) = surprises(samples.site(verdicts={"faster": verdict}))
    assert (found.anchor, found.metric, found.css_class) == ("claim-faster", "Test accuracy", "contradicted")
    assert found.sides == (("2 hidden units", "85.2 %"), ("what the sentence says", "84.0 %"))
    assert (found.effect, found.basis.replace("\N{NO-BREAK SPACE}", " ")) == (
        "+1.2 points",
        "95 % interval 0.8 to 1.6, n = 5",
    )
    assert found.conditions == "dataset fashion-mnist, 3,000 training images, model MLP, epochs 5; as usual"
    assert (found.study_anchor, found.study_title) == ("study-optimizers", "Which optimizer?")
    assert found.drawing.startswith("<svg")


def test_surprise_of_exact_check_has_no_numbers(samples: SimpleNamespace) -> None:
    verdict = samples.verdict(verdict="contradicted", kind="exact", metric="", study="gone", **samples.unmeasured)
    (found,) = surprises(samples.site(verdicts={"faster": verdict}))
    assert (found.sides, found.effect, found.basis, found.drawing, found.study_anchor) == ((), "", "", "", "")


def test_main_conditions(samples: SimpleNamespace) -> None:
    settings = {
        "dataset": "churn",
        "train_images": 3000,
        "loss": "mse",
        "model": "mlp (hidden_layer_sizes 8)",
        "epochs": 5,
    }
    verdict = samples.verdict(shared_settings={**settings, "batch_size": 8}, conditions="F1")
    assert main_conditions(verdict) == "dataset churn, 3,000 training rows, model MLP (hidden 8), epochs 5; F1"
    assert main_conditions(samples.verdict(shared_settings={})) == ""


def test_blocks_show_three_and_count_rest(samples: SimpleNamespace) -> None:
    effects = {"a": 1.0, "b": 3.0, "c": 2.0, "d": 4.0, "e": 5.0}
    verdicts = claims(samples, *({"study": study, "effect": effect} for study, effect in effects.items()))
    (block,) = summarize(samples.site(verdicts=verdicts)).blocks
    assert [sentence.text for sentence in block.sentences] == ["Sentence 4.", "Sentence 3.", "Sentence 1."]
    assert (block.more, block.verdict) == (2, "supported")


def test_blocks_omit_surprises(samples: SimpleNamespace) -> None:
    verdicts = claims(samples, *(against(-float(number), "a") for number in range(1, 6)))
    site = samples.site(verdicts=verdicts)
    (block,) = summarize(site).blocks
    assert {each.sentence for each in surprises(site)} == {"Sentence 4.", "Sentence 3.", "Sentence 2."}
    assert [sentence.text for sentence in block.sentences] == ["Sentence 1.", "Sentence 0."]


def test_rule_texts_match_selection(samples: SimpleNamespace) -> None:
    summary = summarize(samples.site())
    assert "claims with no meaningful difference follow" in summary.rule
    assert "not shown above, by verdict: textbook claims first, one per study where possible" in summary.block_rule
    page = render(samples.site())
    assert f'<p class="rule">{summary.block_rule}</p>' in page


def test_order_of_no_meaningful_difference(
    samples: SimpleNamespace,
) -> None:
    nothing = {"verdict": "no meaningful difference"}
    verdicts = claims(
        samples,
        {**nothing, "study": "a", "effect": 0.3},
        {**nothing, "study": "b", "effect": -0.1},
        {**nothing, "study": "c", "effect": 0.0, "source": "convention"},
    )
    assert most_telling(by_sentence(verdicts.values()), "no meaningful difference") == [
        "Sentence 1.",
        "Sentence 0.",
        "Sentence 2.",
    ]
