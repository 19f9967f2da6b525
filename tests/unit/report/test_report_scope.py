"""The scope of facts and verdicts in words."""

from types import SimpleNamespace

import pytest

from groundwork.report.brief import view_brief
from groundwork.report.content import Point
from groundwork.report.scope import Scope, scope_of_text, scope_of_verdict, scope_text

SETTINGS = {"dataset": "fashion-mnist", "train_images": 55000.0, "model": "mlp"}
TRAINED = "55,000 training images of Fashion-MNIST, MLP, 4,300 steps"


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (Scope("fashion-mnist", 55_000, "MLP", 4_300, 10), f"{TRAINED}, 10 seeds"),
        (Scope("churn", 1, "", None, 1), "1 training row of Customer churn (synthetic), 1 seed"),
        (Scope("", 100, "", 8, None), "100 training images, 8 steps"),
        (Scope("fashion-mnist", None, "", None, 3, "reference run"), "Fashion-MNIST, 3 seeds, reference run"),
        (Scope(), ""),
    ],
)
def test_scope_in_words(scope: Scope, text: str) -> None:
    assert scope_text([scope]) == text


def test_scopes_that_differ_in_seeds_are_shown_together() -> None:
    scopes = [Scope("fashion-mnist", 55_000, "MLP", 4_300, seeds) for seeds in (5, 10)]
    other = Scope("fashion-mnist", 55_000, "MLP", 1_290, 5)
    assert scope_text([*scopes, other, Scope()]) == (
        f"{TRAINED}, 5 to 10 seeds; 55,000 training images of Fashion-MNIST, MLP, 1,290 steps, 5 seeds"
    )


def test_exact_check_has_no_scope(samples: SimpleNamespace) -> None:
    exact = samples.verdict(kind="exact", shared_settings=SETTINGS, horizon=4300)
    untested = samples.verdict(verdict="not evaluated", shared_settings=SETTINGS, horizon=4300)
    assert (scope_of_verdict(exact), scope_of_verdict(untested)) == (Scope(), Scope())


def test_scope_of_what_a_text_cites(samples: SimpleNamespace) -> None:
    verdicts = {"faster": samples.verdict(shared_settings=SETTINGS, horizon=4300)}
    facts = {
        name: samples.fact(name=name, value=value, n=n)
        for name, value, n in (
            ("claim.faster.left", 85.0, 5),
            ("optimizers.most_train_images", 55_000, None),
            ("optimizers.most_steps", 430, None),
            ("optimizers.adam.test_accuracy_percent", 85.0, 7),
        )
    }
    site = samples.site(verdicts=verdicts, facts=facts, reference_claims=frozenset({"faster"}))
    assert scope_of_text("It got [[fact:claim.faster.left]]: [[verdict:faster]].", site) == (
        f"{TRAINED}, 5 seeds, reference run"
    )
    assert scope_of_text("[[fact:optimizers.adam.test_accuracy_percent]], [[question:adam]]", site) == (
        "55,000 training images of Fashion-MNIST, 430 steps, 7 seeds"
    )
    assert scope_of_text("Nothing, and [[fact:unknown.thing]].", site) == ""


def test_key_point_says_its_scope(samples: SimpleNamespace) -> None:
    point = Point(point="speed", title="Speed", say="Use Adam.", measured="[[fact:claim.faster.left]].", leans_on=())
    verdicts = {"faster": samples.verdict(shared_settings=SETTINGS, horizon=4300)}
    site = samples.site(verdicts=verdicts, content=samples.content(points=(point,)))
    assert view_brief(site)[0].scope == f"{TRAINED}, 5 seeds"
