"""A claim and the values of its sides, for tests that judge it."""

from collections.abc import Sequence

from groundwork.claims.files import Judgment
from groundwork.core.findings import Fact, Verdict

CLAIM: dict[str, object] = {
    "id": "adam_wins",
    "study": "optimizers",
    "sentence": "Adam wins.",
    "source": "textbook",
    "protocol": "one shared rate",
    "metric": "test_accuracy_percent",
    "left": {"optimizer": "adam"},
    "right": {"optimizer": "sgd"},
    "expect": "greater",
    "scale": "difference",
    "matters": 0.5,
}
LOWER: dict[str, object] = {**CLAIM, "metric": "train_loss", "expect": "less", "scale": "ratio", "matters": 1.25}
BETTER = [88.0, 88.3, 87.9, 88.1, 88.2]
WORSE = [86.1, 86.2, 86.0, 86.2, 86.0]


def facts_by_name(judged: Judgment) -> dict[str, Fact]:
    """Return the facts by name."""
    return {fact.name: fact for fact in judged.facts}


def verdicts_by_claim(judged: Judgment) -> dict[str, Verdict]:
    """Return the verdicts by claim."""
    return {verdict.claim: verdict for verdict in judged.verdicts}


def accuracy(values: Sequence[float]) -> dict[str, object]:
    return {"test_accuracy_percent": values}


def losses(values: Sequence[float]) -> dict[str, object]:
    return {"train_loss": values}
