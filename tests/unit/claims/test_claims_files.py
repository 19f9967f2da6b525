"""claims.yaml: the real one is valid, and each kind of mistake gives one line."""

from pathlib import Path

import pytest

from groundwork.claims.files import read_claims
from groundwork.claims.schema import Comparison
from groundwork.errors import UserError

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
  margin: 0.5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_claim(tmp_path: Path) -> None:
    claim = read_claims(written(tmp_path, GOOD)).claims[0]
    assert isinstance(claim, Comparison)
    assert claim.right == {"optimizer": "sgd", "learning_rate": 0.001}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("test_accuracy_percent", "test_acuracy", "metric: 'test_acuracy' is not a metric; did you mean 'test_acc"),
        ("margin: 0.5", "margin: 0.5\n  note: x", "note: unknown key"),
        ("margin: 0.5", "", "margin: is missing; add it (see the other claims)"),
        ("margin: 0.5", "margin: -1", "margin: -1: input should be greater than or equal to 0"),
        ("difference", "ratio", "margin: 0.5 is not a factor of at least 1; write 1.25 for a quarter more"),
        ("learning_rate: tuned", "learning_rate: best", "left: learning_rate: 'best' is not a number; write one"),
        ("optimizer: adam", "optimiser: adam", "left: 'optimiser' is not a setting that a side can name"),
        ("optimizer: adam", "optimizer: 3", "left: optimizer: 3 is not a name; write one as params.yaml does"),
        ("expect: greater", "expect: more", "expect: 'more': input should be 'less', 'greater' or 'equal'"),
        ("metric: test_accuracy_percent", "check: adam_bytes", "check: 'adam_bytes' is not a check; did you"),
    ],
)  # fmt: skip
def test_a_mistake_gives_one_line_with_the_claim_s_name(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(UserError) as caught:
        read_claims(written(tmp_path, GOOD.replace(old, new)))
    lines = str(caught.value).splitlines()
    starts = (f"claims.yaml: adam_wins.{expected}", f"claims.yaml: adam_wins: {expected}")
    assert any(line.startswith(starts) for line in lines), lines


def test_two_claims_with_one_id(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"^claims.yaml: claims: the id 'adam_wins' is used twice; rename one of the claims$"
    ):
        read_claims(written(tmp_path, GOOD + GOOD))


def test_a_file_that_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^claims.yaml: expected a list of claims; start each with '- id: "):
        read_claims(written(tmp_path, "claims: {}"))
