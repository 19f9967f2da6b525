"""Receipts: proof that an output was made from what its key says, and has not changed since.

A receipt's file name holds the key of the step, a digest over everything that determines its outputs; its content holds
the outputs' checksums. Snakemake therefore needs no file times and no memory of its own to know what is up to date.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from groundwork.identity import canonical_json
from groundwork.writing import write_whole

FOLDER = Path("results", "receipts")
# What a clock says, or what was there before, is another thing on every run: receipts of that stay apart from the
# results that DVC keeps.
FOLDER_OF_CLOCK = Path("results", "timings", "receipts")
FOLDER_OF_HISTORY = Path("results", "history", "receipts")
APART = {"time": FOLDER_OF_CLOCK, "clock": FOLDER_OF_CLOCK, "compare": FOLDER_OF_HISTORY}


def receipt_path(root: Path, step: str, key: str) -> Path:
    """Return the path of the receipt of a step made with a key."""
    return _folder(root, step) / f"{step}-{key}.json"


def withdraw(root: Path, step: str) -> None:
    """Delete a step's receipts, before its outputs are touched."""
    for path in _receipts_of(root, step):
        path.unlink(missing_ok=True)


def issue(root: Path, step: str, key: str, outputs: Iterable[Path]) -> None:
    """Write a step's receipt for the outputs as they are now, and delete the ones that no longer hold."""
    withdraw(root, step)
    path = receipt_path(root, step, key)
    checksums = {output.relative_to(root).as_posix(): _checksum(output) for output in sorted(outputs)}
    write_whole(path, canonical_json(checksums) + "\n")


def discard_false_receipts(root: Path) -> list[str]:
    """Delete receipts whose outputs are missing or changed and return their names."""
    folders = (FOLDER, FOLDER_OF_CLOCK, FOLDER_OF_HISTORY)
    paths = sorted(path for folder in folders for path in (root / folder).glob("*.json"))
    false = [path for path in paths if not _holds(root, path)]
    for path in false:
        path.unlink()
    return [path.stem for path in false]


def _receipts_of(root: Path, step: str) -> list[Path]:
    # A key follows the hyphen: the names of steps and of studies have none.
    return list(_folder(root, step).glob(f"{step}-*.json"))


def _folder(root: Path, step: str) -> Path:
    return root / APART.get(step.partition(".")[0], FOLDER)


def _holds(root: Path, receipt: Path) -> bool:
    try:
        checksums = json.loads(receipt.read_text(encoding="utf-8"))
        return all(_checksum(root / name) == checksum for name, checksum in checksums.items())
    except (OSError, ValueError, AttributeError):
        return False


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
