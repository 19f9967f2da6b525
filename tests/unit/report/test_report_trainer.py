"""What the trainer finds on the page besides questions and code: claims to predict and curves to judge."""

import math
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from groundwork.core.errors import UserError
from groundwork.report.content import Curve, read_content
from groundwork.report.curves import view_curves
from groundwork.report.page import render
from groundwork.report.predictions import is_predictable, options, outcome, view_predictions
from groundwork.report.question_topics import TopicView, view_topics
from groundwork.report.questions import view_questions

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
CURVE = Curve(
    id="spikes",
    figure="optimizers/curves",
    difficulty=2,
    tags=("stability", "optimizers"),
    wrong="The rate is *too high*.",
    sign="It jumps; see [[figure:optimizers/curves]].",
    cure="Lower it.",
)


def topics_of(site: Any) -> tuple[TopicView, ...]:
    return view_topics(view_questions(site))


def template_of(page: str, name: str) -> Element:
    """Return the template of the page with this id."""
    root = html5lib.HTMLParser(strict=True).parse(page)
    return next(each for each in root.iter(f"{HTML}template") if each.get("id") == name)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"effect": 2.1}, 5),
        ({"effect": 1.2}, 4),
        ({"effect": 0.5}, 3),
        ({"effect": 0.0}, 3),
        ({"effect": -0.4}, 3),
        ({"effect": -0.6}, 2),
        ({"effect": -2.1}, 1),
        ({"scale": "ratio", "matters": 1.25, "effect": 1.3, "effect_unit": "times"}, 4),
        ({"scale": "ratio", "matters": 1.25, "effect": 2.5, "effect_unit": "times"}, 5),
        ({"scale": "ratio", "matters": 1.25, "effect": 0.85, "effect_unit": "times"}, 3),
        ({"scale": "ratio", "matters": 1.25, "effect": 0.75, "effect_unit": "times"}, 2),
        ({"scale": "ratio", "matters": 1.25, "effect": 0.4, "effect_unit": "times"}, 1),
    ],
)
def test_effect_is_in_one_of_five_ranges(samples: SimpleNamespace, changes: dict[str, Any], expected: int) -> None:
    assert outcome(samples.verdict(**changes)) == expected


def test_ranges_are_multiples_of_what_matters(samples: SimpleNamespace) -> None:
    assert options(samples.verdict(matters=0.5)) == (
        "Lower by more than 2 points",
        "Lower by 0.5 to 2 points",
        "Within 0.5 points",
        "Higher by 0.5 to 2 points",
        "Higher by more than 2 points",
    )


def test_ranges_of_ratio_are_powers_of_what_matters(samples: SimpleNamespace) -> None:
    assert options(samples.verdict(scale="ratio", matters=1.25, effect=1.3, effect_unit="times")) == (
        "Lower by more than a factor of 2.44",
        "Lower by a factor of 1.25 to 2.44",
        "Within a factor of 1.25",
        "Higher by a factor of 1.25 to 2.44",
        "Higher by more than a factor of 2.44",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"verdict": "contradicted"}, True),
        ({"verdict": "no meaningful difference"}, True),
        ({"verdict": "weaker than claimed"}, True),
        ({"verdict": "inconclusive"}, False),
        ({"verdict": "not evaluated", "effect": math.nan}, False),
        ({"kind": "exact"}, False),
        ({"effect": math.inf}, False),
        ({"matters": math.nan}, False),
        ({"scale": "ratio", "effect": 0.0, "matters": 1.1}, False),
    ],
)
def test_only_known_effects_are_predicted(samples: SimpleNamespace, changes: dict[str, Any], expected: bool) -> None:
    assert is_predictable(samples.verdict(**changes)) == expected


def test_prediction_says_what_is_compared_and_what_was_found(samples: SimpleNamespace) -> None:
    site = samples.site()

    (view,) = view_predictions(site, topics_of(site))

    assert (view.id, view.anchor, view.sentence) == ("faster", "claim-faster", "Adam converges faster than plain SGD.")
    assert view.compared == "Test accuracy: how much lower or higher is optimizer Adam than optimizer SGD?"
    assert (view.topic, view.level) == ("optimizers", 1)
    assert view.found == "85.2 % against 84.0 %: +1.2 points"
    assert (view.verdict, view.css_class, view.outcome) == ("supported", "supported", 4)
    assert view.conditions == "One shared learning rate; MLP"


def test_prediction_says_its_data_and_steps(samples: SimpleNamespace) -> None:
    settings = {"dataset": "fashion-mnist", "train_images": 55000.0, "model": "mlp"}
    verdict = samples.verdict(shared_settings=settings, horizon=4300, conditions="on the last epoch")
    site = samples.site(verdicts={"faster": verdict})

    (view,) = view_predictions(site, topics_of(site))

    assert view.conditions == (
        "One shared learning rate; 55,000 training images of Fashion-MNIST, MLP, 4,300 steps; on the last epoch"
    )


def test_claim_that_no_question_cites_has_no_topic(samples: SimpleNamespace) -> None:
    site = samples.site(verdicts={"other": samples.verdict(claim="other"), "faster": samples.verdict()})

    found = {view.id: (view.topic, view.level) for view in view_predictions(site, topics_of(site))}

    assert found == {"other": ("", 1), "faster": ("optimizers", 1)}


def test_claims_to_predict_are_on_the_page_with_their_options(samples: SimpleNamespace) -> None:
    template = template_of(render(samples.site()), "claims-to-predict")

    (article,) = template.iter(f"{HTML}article")
    assert {name: article.get(f"data-{name}") for name in ("id", "anchor", "topic", "level", "outcome")} == {
        "id": "faster", "anchor": "claim-faster", "topic": "optimizers", "level": "1", "outcome": "4",
    }  # fmt: skip
    assert [each.text for each in article.iter(f"{HTML}li")] == list(options(samples.verdict()))


def test_curve_shows_its_figure_without_the_title_that_would_tell(samples: SimpleNamespace) -> None:
    site = samples.site(content=samples.content(curves=(CURVE,)))

    (view,) = view_curves(site, topics_of(site))

    assert (view.id, view.topic, view.level) == ("spikes", "optimizers", 2)
    assert view.wrong == "The rate is <em>too high</em>."
    assert view.link == '<a href="#figure-optimizers-curves">Curves</a>'
    template = template_of(render(site), "curves-to-judge")
    (drawing,) = template.iter(f"{SVG}svg")
    assert drawing.get("aria-label") == "A curve to judge"
    front = next(each for each in template.iter(f"{HTML}div") if each.get("class") == "front")
    assert "Curves" not in "".join(front.itertext())


def test_curve_that_was_not_drawn_is_left_out(samples: SimpleNamespace) -> None:
    site = samples.site(content=samples.content(curves=(CURVE,)), figures={})

    assert view_curves(site, topics_of(site)) == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"figure": "optimizers/curve"},
            "curves.yaml: spikes.figure: 'optimizers/curve': 'curve' is not a figure; ",
        ),
        ({"sign": "[[fact:none]]"}, "curves.yaml: spikes.sign: 'none' is not a fact; see report/content and "),
    ],
)
def test_unknown_reference_of_curve_is_rejected(samples: SimpleNamespace, change: dict[str, str], message: str) -> None:
    site = samples.site(content=samples.content(curves=(CURVE.model_copy(update=change),)))

    with pytest.raises(UserError) as caught:
        view_curves(site, topics_of(site))

    assert str(caught.value).startswith(message)


def test_repository_curves_are_valid(samples: SimpleNamespace) -> None:
    content = read_content(samples.repository / "report" / "content")

    assert len({curve.id for curve in content.curves}) == len(content.curves)
