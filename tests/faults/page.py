"""The counts in docs/reliability.md, written from docs/faults.json."""

import json
import re
from pathlib import Path
from typing import Any

from tests.workflow.project import REPOSITORY

COUNTS = REPOSITORY / "docs" / "faults.json"
PAGE = REPOSITORY / "docs" / "reliability.md"
BLOCK = re.compile(r"(<!-- counts: [^>]*-->\n).*?(<!-- end of counts -->)", re.DOTALL)
NOT_YET = "`make faults` has not been run on this version to its end.\n"


def read_counts(path: Path = COUNTS) -> dict[str, Any] | None:
    """Return what `make faults` found when it last came to its end; None where it never did."""
    if not path.is_file():
        return None
    counts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return counts


def counts_block(counts: dict[str, Any] | None) -> str:
    """Return the paragraph and the tables for the counts."""
    if counts is None:
        return NOT_YET
    faults = sum(sum(kind["faults"].values()) for kind in counts["kinds"].values())
    scenarios = sum(kind["scenarios"] for kind in counts["kinds"].values())
    lines = [
        f"Version {counts['version']}, source {counts['source']}, seed {counts['seed']}: {faults} faults in "
        f"{scenarios} scenarios, every one of which ended as it must.{_of_earlier_source(counts['earlier'])}",
        "",
        "| kind | scenarios | faults |",
        "|---|---|---|",
        *(
            f"| {name.replace('_', ' ')} | {kind['scenarios']} | {sum(kind['faults'].values())} |"
            for name, kind in counts["kinds"].items()
        ),
    ]
    for name, kind in counts["kinds"].items():
        lines += ["", f"{name.replace('_', ' ').capitalize()}: {_listed(kind['faults'])}."]
        lines += [f"Not played: {_listed(kind['skipped'])}."] if kind["skipped"] else []
    return "\n".join(lines) + "\n"


def with_block(page: str, block: str) -> str:
    """Return the page's text with the block in its place."""
    assert BLOCK.search(page), f"{PAGE.name}: no place for the counts"
    return BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", page)


def write(counts: dict[str, Any]) -> None:
    """Keep the counts and write them into the page."""
    COUNTS.write_text(json.dumps(counts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(with_block(PAGE.read_text(encoding="utf-8"), counts_block(counts)), encoding="utf-8")


def _of_earlier_source(earlier: dict[str, int]) -> str:
    """Return on which other sources scenarios were played: before the faults that the rest had found were mended."""
    return "".join(
        f" {count} of the scenarios were played on source {source}, before the faults that others found were mended."
        for source, count in earlier.items()
    )


def _listed(counts: dict[str, int]) -> str:
    return "; ".join(f"{what} {count}" for what, count in counts.items())
