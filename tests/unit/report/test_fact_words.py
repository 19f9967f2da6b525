"""What a fact is, in words."""

from types import SimpleNamespace

import pytest

from groundwork.report.fact_words import fact_words

FASTER = "Adam converges faster than plain SGD."


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("claim.faster.left", f"{FASTER} optimizer Adam: test accuracy"),
        ("claim.faster.right", f"{FASTER} optimizer SGD: test accuracy"),
        ("claim.faster.effect", f"{FASTER} Left minus right: test accuracy"),
        ("claim.faster.at_1290.left", f"{FASTER} optimizer Adam: test accuracy, after 1,290 steps"),
        ("claim.faster.left_learning_rate", f"{FASTER} Left learning rate"),
        ("claim.gone.left", "gone.left"),
        ("optimizers.adam, 0.001.test_accuracy_percent", "Which optimizer? Adam, 0.001: test accuracy"),
        ("optimizers.most_steps", "Which optimizer? most steps"),
        ("elsewhere.best_learning_rate.test_loss", "Elsewhere: best learning rate: test loss"),
    ],
)
def test_name_of_a_fact_in_words(samples: SimpleNamespace, name: str, meaning: str) -> None:
    assert fact_words(samples.fact(name=name), samples.site()) == meaning


def test_effect_of_a_ratio_is_a_quotient(samples: SimpleNamespace) -> None:
    site = samples.site(verdicts={"faster": samples.verdict(scale="ratio")})
    assert (
        fact_words(samples.fact(name="claim.faster.effect"), site) == f"{FASTER} Left divided by right: test accuracy"
    )
