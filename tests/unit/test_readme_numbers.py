"""The README's numbers come only from the reference and from benchmarks of a standard run."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.readme import MEASURED, QUOTED, figures_block, read_measured, with_block
from groundwork.core.errors import UserError
from groundwork.core.findings import ClaimKind, Verdict, VerdictWord
from groundwork.reference.files import Provenance, Reference

PROVENANCE = Provenance(
    *("c" * 40, "f" * 40), budget="full", params="p", machine="m", cores=2, versions={}, studies={}, steps={}
)
RESULTS: dict[str, Any] = {
    "machine": {"processor": "Abacus", "cores": 2, "system": "Linux", "python": "3.11.7", "torch": "2.15.0"},
    "engines": {"ratio": {"median": 7.9}, "against": "tutorial loop"},
    "whole_run": {"budget": "standard", "orchestration_share": 0.104, "wall_seconds": 870.0},
}
AGAIN = "run `python benchmarks/run.py --json` with the budget standard and at least one round"


def judged(claim: str, **changes: Any) -> Verdict:
    values: dict[str, Any] = {
        "claim": claim,
        "study": "s",
        "sentence": "A beats B.",
        "source": "textbook",
        "kind": ClaimKind.COMPARISON,
        "protocol": "one rate",
        "verdict": VerdictWord.SUPPORTED,
        "shared_settings": {"dataset": "fashion-mnist", "train_images": 55000.0},
        "unit": "%",
        "effect_unit": "points",
        "n": 5,
        "horizon": 4300,
        "left_mean": 90.21,
        "right_mean": 88.44,
        "effect": 1.772,
        "low": 0.562,
        "high": 2.98,
    }
    return Verdict(**values | changes)


def reference_of(*verdicts: Verdict) -> Reference:
    return Reference({}, {each.claim: each for each in verdicts}, {}, PROVENANCE)


def test_the_block_quotes_the_reference_and_the_benchmarks() -> None:
    others = [judged(name) for name in QUOTED[1:]]
    block = figures_block(reference_of(judged(QUOTED[0], verdict=VerdictWord.WEAKER), *others), RESULTS, 0.95, 1)

    counts = f"{len(QUOTED) - 1} supported, 1 weaker than claimed"
    assert f"The [reference run](reference/report.html) judges {len(QUOTED)} claims: {counts}. Some of" in block
    assert "| difference, 95 % interval |" in block
    assert (
        "| A beats B. | one rate | weaker than claimed | 90.2 % against 88.4 % | +1.8 points (0.6 to 3.0) "
        "| 55,000 training images of Fashion-MNIST, 4,300 steps, 5 seeds |\n"
    ) in block
    assert "The `standard` run takes 14.5 minutes on 2 cores (Abacus, torch 2.15.0), excluding" in block
    assert "Apart from the timings, 10 % of the core time is not training." in block
    assert "7.9 times as many images per second" in block


def test_a_claim_that_was_not_judged_gives_its_reason() -> None:
    nothing = dict.fromkeys(("effect", "low", "high", "left_mean", "right_mean"), float("nan"))
    without = judged(QUOTED[0], verdict=VerdictWord.NOT_EVALUATED, reason="nothing overfits", n=None, **nothing)
    block = figures_block(reference_of(without, *map(judged, QUOTED[1:])), RESULTS, 0.95, 1)

    dash = "\N{EN DASH}"
    assert f"| A beats B. | one rate | not evaluated | {dash} | nothing overfits | {dash} |\n" in block


def test_without_a_reference_the_block_says_how_it_is_made() -> None:
    block = figures_block(None, RESULTS, 0.95, 1)

    assert block.startswith("There is no reference yet: `make reference` makes it.\n\nThe `standard` run takes 14.5")


def test_a_quoted_claim_that_is_gone_is_named() -> None:
    with pytest.raises(UserError) as caught:
        figures_block(reference_of(*map(judged, QUOTED[1:])), RESULTS, 0.95, 1)

    assert str(caught.value) == f"reference: no claim '{QUOTED[0]}'; name another in readme.py"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"whole_run": {"budget": "quick"}}, f"{MEASURED}: budget 'quick', engines there; {AGAIN}"),
        ({"engines": None}, f"{MEASURED}: budget 'standard', engines missing; {AGAIN}"),
    ],
)
def test_other_benchmarks_are_rejected(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    results = {name: value for name, value in (copy.deepcopy(RESULTS) | changes).items() if value}
    path = tmp_path / "results.json"
    path.write_text(json.dumps(results), encoding="utf-8")

    with pytest.raises(UserError) as caught:
        read_measured(path)
    assert str(caught.value) == message


def test_missing_benchmarks_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_measured(tmp_path / "results.json")
    assert str(caught.value) == f"{MEASURED}: missing; run `python benchmarks/run.py --json {MEASURED}`"


def test_readme_without_markers_is_rejected() -> None:
    with pytest.raises(UserError) as caught:
        with_block("# Readme\n", "new\n")

    assert str(caught.value) == (
        "README.md: no place for the figures; write `<!-- figures: -->` and `<!-- end of figures -->`"
    )
