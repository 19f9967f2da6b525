"""Facts and verdicts as rows of CSV files: what is written reads back, and what is damaged is named."""

import math
from dataclasses import fields, replace

import pytest

from groundwork.core.errors import UserError
from groundwork.core.findings import (
    ClaimKind,
    Fact,
    HorizonVerdict,
    Value,
    Verdict,
    VerdictWord,
    facts_from_csv,
    facts_to_csv,
    horizons_from_csv,
    horizons_to_csv,
    verdicts_from_csv,
    verdicts_to_csv,
)

FACT = Fact("x", 0.5, "%", 3, 0.1, 0.4, 0.6, 0.95, ("a-1", "b-2"))
VERDICT = Verdict(
    claim="wins",
    study="optimizers",
    sentence='Adam "wins", always.',
    source="textbook",
    kind=ClaimKind.COMPARISON,
    protocol="tuned",
    verdict=VerdictWord.SUPPORTED,
)
COLUMNS = ",".join(each.name for each in fields(Fact))


def test_facts_read_back_as_they_were_written() -> None:
    missing = Fact("y", math.nan, note="no seed has a value, or none")
    text = facts_to_csv([FACT, replace(missing, low=-math.inf)])
    assert text == (
        f"{COLUMNS}\n"
        "x,0.5,%,3,0.1,0.4,0.6,0.95,a-1 b-2,\n"
        'y,,,,,-inf,,,,"no seed has a value, or none"\n'
    )  # fmt: skip
    first, second = facts_from_csv(text, "facts.csv").values()
    assert first == FACT
    assert (second.name, second.n, second.low, second.records) == ("y", None, -math.inf, ())
    assert math.isnan(second.value)


def test_numbers_have_seven_digits() -> None:
    assert facts_to_csv([Fact("x", 12345678.9)]).splitlines()[1] == "x,1.234568e+07,,,,,,,,"
    assert facts_to_csv([Fact("x", 1 / 3)]).splitlines()[1] == "x,0.3333333,,,,,,,,"


def test_settings_of_a_verdict_keep_their_types_and_their_order() -> None:
    settings: dict[str, Value] = {"name": 'half, and "less"', "learning_rate": 1e-5, "epochs": 5, "patience": None}
    chosen = {"learning_rate": "tuned; 3 tried"}
    given = replace(VERDICT, left_settings=settings, left_chosen=chosen, right_is_constant=True, n=5)
    (found,) = verdicts_from_csv(verdicts_to_csv([given]), "verdicts.csv").values()
    assert list(found.left_settings.items()) == list(settings.items())
    assert (found.left_chosen, found.right_settings, found.right_is_constant, found.n) == (chosen, {}, True, 5)
    assert (found.kind, found.verdict, found.sentence) == (VERDICT.kind, VERDICT.verdict, VERDICT.sentence)
    assert (found.left_out, math.isnan(found.matters)) == (None, True)


def test_what_decides_a_claim_and_whether_it_was_evaluated() -> None:
    exact = replace(VERDICT, kind=ClaimKind.EXACT, verdict=VerdictWord.NOT_EVALUATED)
    assert (VERDICT.is_exact, VERDICT.is_counted, VERDICT.is_evaluated) == (False, False, True)
    assert (exact.is_exact, exact.is_counted, exact.is_evaluated) == (True, False, False)


def test_verdicts_at_each_horizon_read_back_in_order_of_steps() -> None:
    late = HorizonVerdict(claim="wins", horizon=4300, n=5, effect=0.5, verdict=VerdictWord.WEAKER)
    early = replace(late, horizon=144, verdict=VerdictWord.NOT_EVALUATED, reason="precondition not met")
    other = replace(early, claim="loses")
    text = horizons_to_csv([late, early, other])
    assert text.splitlines()[1] == "wins,4300,5,0.5,,,,,,weaker than claimed,,"
    found = horizons_from_csv(text, "horizons.csv")
    assert {claim: [each.horizon for each in rows] for claim, rows in found.items()} == {
        "wins": [144, 4300],
        "loses": [144],
    }
    assert (found["wins"][1].verdict, found["wins"][1].n) == (VerdictWord.WEAKER, 5)
    with pytest.raises(UserError, match=r"^horizons.csv: row 1: horizon: '' is not a whole number; delete the file"):
        horizons_from_csv(text.replace("wins,4300", "wins,"), "horizons.csv")


def test_missing_column_is_named() -> None:
    with pytest.raises(UserError, match=r"^results/facts.csv: no column 'value'; delete the file and run again$"):
        facts_from_csv("name\nx\n", "results/facts.csv")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("x,o.5,%,3,,,,,,", "row 2: value: 'o.5' is not a number"),
        ("x,0.5,%,inf,,,,,,", "row 2: n: 'inf' is not a number"),
        ("x,0.5,%", "row 2: the row is cut off"),
    ],
)
def test_damaged_row_is_named(row: str, problem: str) -> None:
    with pytest.raises(UserError) as error:
        facts_from_csv(f"{COLUMNS}\nw,1,%,3,,,,,,\n{row}\n", "results/facts.csv")
    assert str(error.value) == f"results/facts.csv: {problem}; delete the file and run again"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("supported", "proven", "verdict: 'proven' is not a verdict"),
        (",comparison,", ",guess,", "kind: 'guess' is not a kind of claim"),
        ('"{""model"": ""mlp""}"', "model mlp", "shared_settings: 'model mlp' is not a JSON object"),
        ('"{""model"": ""mlp""}"', "[1]", "shared_settings: '[1]' is not a JSON object"),
    ],
)
def test_damaged_verdict_is_named(before: str, after: str, problem: str) -> None:
    text = verdicts_to_csv([replace(VERDICT, shared_settings={"model": "mlp"})])
    assert text.count(before) == 1
    with pytest.raises(UserError) as error:
        verdicts_from_csv(text.replace(before, after), "verdicts.csv")
    assert str(error.value) == f"verdicts.csv: row 1: {problem}; delete the file and run again"
