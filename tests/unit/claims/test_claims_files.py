"""claims.yaml: the real file is valid, and each kind of error gives one line."""

from pathlib import Path

import pytest

from groundwork.claims.files import read_claims
from groundwork.claims.schema import Comparison
from groundwork.core.errors import UserError

GOOD = """
- id: adam_wins
  study: optimizers
  sentence: Adam wins.
  source: textbook
  protocol: one rate
  metric: test_accuracy_percent
  left: {optimizer: adam, learning_rate: tuned}
  right: {optimizer: sgd, learning_rate: 1e-3}
  expect: greater
  scale: difference
  matters: 0.5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_valid_claim(tmp_path: Path) -> None:
    claim = read_claims(written(tmp_path, GOOD)).claims[0]
    assert isinstance(claim, Comparison)
    assert claim.right == {"optimizer": "sgd", "learning_rate": 0.001}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("test_accuracy_percent", "test_acuracy", "metric: 'test_acuracy' is not a metric; did you mean 'test_acc"),
        ("matters: 0.5", "matters: 0.5\n  note: x", "note: unknown key"),
        ("matters: 0.5", "", "matters: is missing; add it (see the other claims)"),
        ("matters: 0.5", "matters: -1", "matters: -1: input should be greater than or equal to 0"),
        ("difference", "ratio", "matters: 0.5 is not a factor of at least 1; write 1.25 for a quarter more"),
        ("difference", "ratio\n  claimed: 0.8", "matters: 0.5 is not a factor of at least 1; write 1.25 for a quarter"),
        ("matters: 0.5", "matters: 0.5\n  claimed: 0.5", "claimed: 0.5 is not above matters: 0.5; delete it, or write"),
        ("expect: greater", "expect: equal\n  claimed: 2", "claimed: a sentence that claims equality asserts no size;"),
        ("matters: 0.5", "matters: 0.5\n  judge_from: 0", "judge_from: 0: input should be greater than 0"),
        ("matters: 0.5", "matters: 0.5\n  at: epoch", "at: 'epoch': input should be 'horizon' or 'end'"),
        ("learning_rate: tuned", "learning_rate: best", "left: learning_rate: 'best' is not a number; write one"),
        ("optimizer: adam", "optimizers: adam", "left: 'optimizers' is not a setting that a side can name"),
        ("optimizer: adam", "optimizer: 3", "left: optimizer: 3 is not a name; write one as params.yaml does"),
        ("expect: greater", "expect: more", "expect: 'more': input should be 'less', 'greater' or 'equal'"),
        ("optimizer: adam", "optimizer: [adam, sgd]", "left: optimizer: ['adam', 'sgd'] is not a name; write one as"),
        ("optimizer: adam", "model: {mlp: {}}", "left: model: {'mlp': {}} is not a name; write one"),
        ("optimizer: adam", "epochs: true", "left: epochs: true is not a number; write one as params.yaml does"),
        ("{optimizer: adam, learning_rate: tuned}", "adam", "left: 'adam' is not a mapping; write {setting: value}"),
        ("learning_rate: tuned", "batch_size: tuned", "left: batch_size: 'tuned' is not a number; write one as"),
        ("learning_rate: tuned", "metric: test_los", "left.metric: 'test_los' is not a metric; did you mean"),
        ("learning_rate: tuned", "metric: test_loss", "metric: test_accuracy_percent (%) and test_loss (nats) have"),
        ("{optimizer: adam, learning_rate: tuned}", "{constant: 97}", "left: a constant can only be the right side"),
        ("optimizer: sgd, learning_rate: 1e-3", "constant: x", "right: constant: 'x' is not a number; write one as"),
        ("optimizer: sgd", "constant: 97", "right: 'learning_rate' is not a key beside a constant (constant)"),
        ("optimizer: sgd, learning_rate: 1e-3", "measurement: random", "right: 'random' is not a measurement; did you"),
        ("optimizer: sgd", "measurement: random_search", "right: 'learning_rate' is not a key of a measurement (at, c"),
        (
            "right: {optimizer: sgd, learning_rate: 1e-3}",
            "right: {measurement: random_search, metric: how_good}",
            "right.metric: 'how_good' is not a metric (activation_std, ",
        ),
        (
            "test_accuracy_percent\n  left: {optimizer: adam, learning_rate: tuned}\n  right: {optimizer: sgd, lea",
            "gap_at_equal_train_loss_points\n  left: {optimizer: adam}\n  right: {metric: test_loss, lea",
            "metric: gap_at_equal_train_loss_points (points) and test_loss (nats) have different units; compare",
        ),
        (
            "right: {optimizer: sgd, learning_rate: 1e-3}",
            "right: {metric: gap_at_equal_train_loss_points}",
            "metric: test_accuracy_percent (%) and gap_at_equal_train_loss_points (points) have different units",
        ),
        ("metric: test_accuracy_percent", "check: adam_bytes", "check: 'adam_bytes' is not a check; did you"),
    ],
)  # fmt: skip
def test_invalid_claim_message_names_claim(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(UserError) as caught:
        read_claims(written(tmp_path, GOOD.replace(old, new)))
    lines = str(caught.value).splitlines()
    starts = (f"claims.yaml: adam_wins.{expected}", f"claims.yaml: adam_wins: {expected}")
    assert any(line.startswith(starts) for line in lines), lines


def test_duplicate_claim_id(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"^claims.yaml: adam_wins: this id is used twice; rename or delete one of the claims$"
    ):
        read_claims(written(tmp_path, GOOD + GOOD))


def test_file_that_is_not_a_list(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^claims.yaml: expected a list of claims; start each with '- id: \.\.\.'$"):
        read_claims(written(tmp_path, "claims: {}"))


JOINT = GOOD.replace("test_accuracy_percent", "gap_at_equal_train_loss_points")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            JOINT.replace("optimizer: sgd, learning_rate: 1e-3", "constant: 1"),
            "metric: 'gap_at_equal_train_loss_points' compares two variants; let both sides select one by its settings",
        ),
        (
            GOOD.replace("test_accuracy_percent", "generalization_gap_points").replace(
                "optimizer: sgd", "metric: gap_at_equal_train_loss_points"
            ),
            "metric: a metric of two variants cannot be one side's own; make it the claim's metric",
        ),
        (
            GOOD.replace("optimizer: sgd, learning_rate: 1e-3", "constant: 0")
            .replace("difference", "ratio")
            .replace("0.5", "1.5"),
            "right: constant: 0 has no ratio; write a number above 0, or scale: difference",
        ),
    ],
)
def test_side_that_does_not_fit_claim(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(UserError) as caught:
        read_claims(written(tmp_path, text))
    assert str(caught.value) == f"claims.yaml: adam_wins: {expected}"


MEASURED = "left: {measurement: random_search}\n  right: {constant: 90}"
SIDES = "left: {optimizer: adam, learning_rate: tuned}\n  right: {optimizer: sgd, learning_rate: 1e-3}"


@pytest.mark.parametrize(
    ("sides", "precondition", "expected"),
    [
        (
            SIDES,
            "{metric: train_loss, side: left}",
            "needs either at_least or at_most; write one of them, with a number",
        ),
        (
            SIDES,
            "{metric: train_loss, side: left, at_least: 1, at_most: 2}",
            "needs either at_least or at_most; write one of them, with a number",
        ),
    ],
)
def test_precondition_has_one_bound(tmp_path: Path, sides: str, precondition: str, expected: str) -> None:
    with pytest.raises(UserError) as caught:
        read_claims(written(tmp_path, GOOD.replace(SIDES, f"{sides}\n  precondition: {precondition}")))
    assert str(caught.value) == f"claims.yaml: adam_wins.precondition: {expected}"


@pytest.mark.parametrize(
    ("sides", "field", "expected"),
    [
        (
            SIDES,
            "precondition: {metric: train_los, side: left, at_most: 1}",
            "precondition.metric: 'train_los' is not a metric of one side; did you mean 'train_loss'?",
        ),
        (
            SIDES,
            "precondition: {metric: gap_at_equal_train_loss_points, side: both, at_most: 1}",
            "precondition.metric: 'gap_at_equal_train_loss_points' is not a metric of one side",
        ),
        (
            MEASURED,
            "precondition: {metric: test_accuracy_percent, side: both, at_least: 50}",
            "precondition.side: the right side is a constant; write the other side",
        ),
        (
            MEASURED,
            "judge_from: 430",
            "judge_from: no side of this claim selects runs, which alone have steps; delete it",
        ),
        (MEASURED, "at: end", "at: no side of this claim selects runs, which alone have steps; delete it"),
    ],
)
def test_field_that_does_not_fit_sides(tmp_path: Path, sides: str, field: str, expected: str) -> None:
    with pytest.raises(UserError) as caught:
        read_claims(written(tmp_path, GOOD.replace(SIDES, f"{sides}\n  {field}")))
    assert str(caught.value).startswith(f"claims.yaml: adam_wins: {expected}")


def test_fields_of_how_a_claim_is_judged(tmp_path: Path) -> None:
    plain = read_claims(written(tmp_path, GOOD)).claims[0]
    assert isinstance(plain, Comparison)
    assert (plain.matters, plain.claimed, plain.at, plain.precondition) == (0.5, None, "horizon", None)
    assert (plain.selects_runs, plain.steps_needed) == (True, 1290)
    fields = (
        "  claimed: 2\n  judge_from: 430\n  at: end\n  precondition: {metric: train_loss, side: both, at_most: 0.1}\n"
    )
    given = read_claims(written(tmp_path, GOOD + fields)).claims[0]
    assert isinstance(given, Comparison)
    assert (given.claimed, given.steps_needed, given.at) == (2.0, 430, "end")
    assert given.precondition is not None
    assert given.precondition.sides == ("left", "right")
    assert (given.precondition.at_least, given.precondition.at_most) == (None, 0.1)


def test_every_kind_of_side(tmp_path: Path) -> None:
    sides = {
        "{constant: 97}": {"constant": 97.0},
        "{train_images: largest, learning_rate: smallest}": {"train_images": "largest", "learning_rate": "smallest"},
        "{patience: null, name: no stopping}": {"patience": None, "name": "no stopping"},
        "{measurement: random_search, at: last, case: a}": {"measurement": "random_search", "at": "last", "case": "a"},
        "{measurement: grid_search (n_trials 27), at: 27}": {"measurement": "grid_search (n_trials 27)", "at": 27.0},
        "{metric: macro_f1_percent, study: models}": {"metric": "macro_f1_percent", "study": "models"},
    }
    for text, expected in sides.items():
        right = GOOD.replace("{optimizer: sgd, learning_rate: 1e-3}", text)
        claim = read_claims(written(tmp_path, right)).claims[0]
        assert isinstance(claim, Comparison)
        assert claim.right == expected
        assert claim.metric_of("right") == expected.get("metric", "test_accuracy_percent")
