"""docs/reliability.md agrees with the measurements of benchmarks/kernels.py."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kernels import ONE_CHANGED, PROCESSORS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
FOUND: dict[str, Any] = json.loads((ROOT / "benchmarks" / "kernels.json").read_text(encoding="utf-8"))
INTEL, AMD = ([name for name in PROCESSORS if ("AMD" in name) == amd] for amd in (False, True))


def digests(choice: str, processors: list[str]) -> list[dict[str, str]]:
    """Return the different digests of records and operations on these processors."""
    every = [FOUND["processors"][choice][name]["digests"] for name in processors]
    return [each for number, each in enumerate(every) if each not in every[:number]]


@pytest.mark.parametrize("row", FOUND["one_changed"], ids=lambda row: next(iter(row["set"])))
def test_the_table_of_single_changes_has_what_was_measured(row: dict[str, Any]) -> None:
    ((name, value),) = row["set"].items()
    shown = f"| `{name}={'...' if name.startswith('NPY') else value}` |"
    (line,) = [line for line in PAGE.splitlines() if line.startswith(shown)]

    for operation, units in row["operations_in_units_of_rounding"].items():
        assert operation in line
        assert f" {units}" in line
    records = [each for each in row["records"] if each != "operations"]
    expected = ", ".join(each.upper() if len(each) == 3 else each for each in records) or "none"
    assert line.endswith(f"| {expected} |")


def test_every_change_is_in_the_table() -> None:
    assert [row["set"] for row in FOUND["one_changed"]] == list(ONE_CHANGED)


def test_pinned_kernels_are_equal_for_one_maker_and_compatible_ones_for_all() -> None:
    assert [len(digests("pinned", each)) for each in (INTEL, AMD, [*INTEL, *AMD])] == [1, 1, 2]
    assert len(digests("nothing pinned", [*INTEL, *AMD])) == 4
    assert len(digests("pinned, MKL_CBWR=COMPATIBLE", [*INTEL, *AMD])) == 1


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ("nothing pinned", "what the libraries choose"),
        ("pinned", "pinned"),
        ("pinned, MKL_CBWR=COMPATIBLE", "pinned, and `MKL_CBWR=COMPATIBLE`"),
    ],
)
def test_the_costs_are_those_measured(choice: str, shown: str) -> None:
    ratios = FOUND["seconds_of_a_processor"]["ratios"][choice]

    assert f"| {shown} | {ratios['mlp']:.2f} | {ratios['cnn']:.2f} |" in PAGE


def test_how_far_losses_grow_apart_is_what_was_measured() -> None:
    (row,) = [row for row in FOUND["one_changed"] if row["set"] == {"ONEDNN_MAX_CPU_ISA": "AVX2"}]

    assert row["losses"]["cnn"] == {"first_step": 2, "first_ten": 3.2e-05, "last_ten": 8.5e-04}
    assert "at step 2 of the CNN" in PAGE
    assert "by 3.2e-05 of the loss within ten steps, by 8.5e-04" in PAGE
    assert min(each["losses"]["mlp"]["first_step"] or 99 for each in FOUND["one_changed"]) == 31
