"""Claims about time."""

import math
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from groundwork.core.errors import UserError
from groundwork.core.findings import VerdictWord
from groundwork.timing.laps import Laps
from groundwork.timing.page.claims import TimingClaim, read_timing_claims
from groundwork.timing.page.judging import judged, ratio

CLAIM: dict[str, Any] = {
    "id": "adam_costs_more",
    "timing": "optimizer_steps",
    "sentence": "Adam costs more.",
    "left": "Adam",
    "right": "SGD",
    "expect": "greater",
    "matters": 1.5,
}
SAME = {**CLAIM, "id": "momentum_costs_more", "left": "momentum", "matters": 1.1}
ELSEWHERE = {**CLAIM, "id": "elsewhere", "timing": "networks", "left": "CNN"}
KEYS = ", ".join(sorted(CLAIM))
WITHOUT_ID = {key: value for key, value in CLAIM.items() if key != "id"}


def claims(*values: dict[str, Any]) -> list[TimingClaim]:
    return [TimingClaim.model_validate(each) for each in values]


def write(folder: Path, content: object) -> Path:
    path = folder / "timing_claims.yaml"
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.dump(content, path)
    return path


def test_claims_are_read_in_their_order(tmp_path: Path) -> None:
    assert list(read_timing_claims(write(tmp_path, [SAME, CLAIM]))) == claims(SAME, CLAIM)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "expected a list of claims; start each with '- id: ...'"),
        ([CLAIM, CLAIM], "adam_costs_more: this id is used twice; rename or delete one of the claims"),
        ([{**CLAIM, "matters": 0.9}], "adam_costs_more.matters: 0.9: input should be greater than or equal to 1"),
        ([{**CLAIM, "expect": "equal"}], "adam_costs_more.expect: 'equal': input should be 'less' or 'greater'"),
        ([WITHOUT_ID], "claim 1.id: is missing; add it (see the other claims)"),
        ([{**CLAIM, "lft": "Adam"}], f"adam_costs_more.lft: unknown key; did you mean 'left'? ({KEYS})"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_one_line(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(UserError) as error:
        read_timing_claims(write(tmp_path, content))

    assert str(error.value) == f"timing_claims.yaml: {message}"


def test_a_timing_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_timing_claims(write(tmp_path, [{**CLAIM, "timing": "optimizer_step"}]))

    start = (
        "timing_claims.yaml: adam_costs_more.timing: 'optimizer_step' is not a timing; did you mean 'optimizer_steps'?"
    )
    assert str(error.value).startswith(start)


def test_the_ratio_is_the_geometric_mean_over_the_rounds_with_its_interval(laps: Laps) -> None:
    found = ratio(laps, "Adam", "SGD", 0.95)

    logarithms = [math.log(a / b) for a, b in zip(laps.seconds["Adam"], laps.seconds["SGD"], strict=True)]
    assert found.value == pytest.approx(math.exp(sum(logarithms) / 12))
    assert 1.98 < found.low < found.value < found.high < 2.02


def test_a_claim_is_judged_by_the_rounds(laps: Laps) -> None:
    decisions = judged(claims(CLAIM, SAME, ELSEWHERE), {"optimizer_steps": laps}, 0.95)

    (adam, found), (_, same), (elsewhere, none) = decisions
    assert (adam.id, elsewhere.id) == ("adam_costs_more", "elsewhere")
    assert found is not None
    assert same is not None
    assert (found.verdict, same.verdict, none) == (VerdictWord.SUPPORTED, VerdictWord.NO_MEANINGFUL_DIFFERENCE, None)
    assert found.estimate == pytest.approx(math.log(2), abs=1e-3)


def test_the_claims_of_one_timing_are_one_family(laps: Laps) -> None:
    (_, alone), *_ = judged(claims(CLAIM), {"optimizer_steps": laps}, 0.95)
    (_, together), *_ = judged(claims(CLAIM, SAME), {"optimizer_steps": laps, "networks": laps}, 0.95)

    assert alone is not None
    assert together is not None
    assert (alone.family_size, together.family_size) == (1, 2)
    assert together.corrected_low < alone.corrected_low == pytest.approx(alone.low)


def test_a_case_that_does_not_exist_is_refused(laps: Laps) -> None:
    with pytest.raises(UserError) as error:
        judged(claims({**CLAIM, "right": "SDG"}), {"optimizer_steps": laps}, 0.95)

    place = "timing_claims.yaml: adam_costs_more.right"
    assert str(error.value) == (
        f"{place}: 'SDG' is not a case of optimizer_steps; did you mean 'SGD'? (Adam, AdamW, SGD, momentum)"
    )
