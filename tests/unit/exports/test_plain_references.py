"""Plain-text references show the number with its basis; unknown names are errors."""

import math
from types import SimpleNamespace

import pytest

from groundwork.core.errors import UserError
from groundwork.exports.plain_references import PlainReferences


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("fact", "claim.faster.left", "85.2 % (n = 5, 95 % interval 84.9 to 85.6)"),
        ("verdict", "faster", "supported: +1.2 points, 95 % interval 0.8 to 1.6, n\xa0=\xa05"),
        ("figure", "optimizers/curves", "Curves"),
        ("figure", "optimizers/examples", "figure “examples” of study optimizers (not drawn in this run)"),
    ],
)
def test_a_reference_is_text_with_its_numbers(samples: SimpleNamespace, kind: str, name: str, text: str) -> None:
    assert PlainReferences(samples.site()).resolve(kind, name, "here") == text


def test_a_question_is_quoted(samples: SimpleNamespace) -> None:
    question = samples.question(question="Is $x < 1$ a & b?")
    site = samples.site(content=samples.content(questions=(question,)))

    assert PlainReferences(site).resolve("question", question.id, "here") == "“Is $x < 1$ a & b?”"


def test_short_references_say_the_value_or_the_verdict_alone(samples: SimpleNamespace) -> None:
    references = PlainReferences(samples.site(), are_short=True)

    assert references.resolve("fact", "claim.faster.left", "here") == "85.2 %"
    assert references.resolve("verdict", "faster", "here") == "supported"


def test_a_fact_that_was_not_measured_says_so(samples: SimpleNamespace) -> None:
    fact = samples.fact(value=math.nan, note="no seed got there")
    references = PlainReferences(samples.site(facts={fact.name: fact}))

    assert references.resolve("fact", fact.name, "here") == "not measured in this run"


def test_a_claim_comes_with_how_it_was_tested_and_its_verdict(samples: SimpleNamespace) -> None:
    sentence, verdict = PlainReferences(samples.site()).claim("faster", "here")

    assert sentence == "Adam converges faster than plain SGD (one shared learning rate)"
    assert verdict.startswith("supported: +1.2 points")


@pytest.mark.parametrize("kind", ["fact", "verdict", "figure", "question", "page"])
def test_a_name_that_does_not_exist_is_an_error(samples: SimpleNamespace, kind: str) -> None:
    with pytest.raises(UserError, match=r"^questions\.yaml: x\.plain: .*nothing.*is not a"):
        PlainReferences(samples.site()).resolve(kind, "nothing", "questions.yaml: x.plain")
