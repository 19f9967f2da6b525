"""Receipts: proof that outputs were made with a given key and that inputs and outputs have not changed since.

A receipt's file name contains the step's key, a digest over everything that determines its outputs; its content is the
checksums of the step's inputs and outputs. Snakemake therefore needs neither file times nor its own metadata to know
what is up to date.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.core.identity import canonical_json
from groundwork.core.writing import discard, write_atomically

FOLDER = Path("results", "receipts")
# Timings and the history differ on every run, so their receipts are separate from the results that DVC tracks.
FOLDER_OF_CLOCK = Path("results", "timings", "receipts")
FOLDER_OF_HISTORY = Path("results", "history", "receipts")
FOLDERS = (FOLDER, FOLDER_OF_CLOCK, FOLDER_OF_HISTORY)
FOLDER_OF_STEP = {"time": FOLDER_OF_CLOCK, "clock": FOLDER_OF_CLOCK, "compare": FOLDER_OF_HISTORY}

RECORDS = "results/records/"

Checksums = Mapping[str, str]  # by path relative to the project folder


@dataclass(frozen=True)
class Receipt:
    """The checksums of a step's inputs and outputs."""

    inputs: Checksums
    outputs: Checksums


def receipt_path(root: Path, step: str, key: str) -> Path:
    """Return the path of a step's receipt under a key."""
    return _folder(root, step) / f"{step}-{key}.json"


def delete_receipts(root: Path, step: str) -> None:
    """Delete a step's receipts; call before its outputs change."""
    for path in _receipts_of(root, step):
        discard(path)


def write_receipt(root: Path, step: str, key: str, inputs: Checksums, outputs: Iterable[Path]) -> None:
    """Write a step's receipt for its current outputs, and delete its earlier receipts."""
    delete_receipts(root, step)
    path = receipt_path(root, step, key)
    made = {output.relative_to(root).as_posix(): checksum_of(output) for output in sorted(outputs)}
    content = {"name": path.stem, "inputs": dict(inputs), "outputs": made}
    write_atomically(path, canonical_json({**content, "checksum": _checksum(content)}) + "\n")


def read_receipt(path: Path) -> Receipt | None:
    """Return a receipt, or None if it is missing, damaged, or does not match its file name."""
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        checksum = content.pop("checksum")
        is_whole = content["name"] == path.stem and checksum == _checksum(content)
        return Receipt(content["inputs"], content["outputs"]) if is_whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def discard_invalid_receipts(root: Path) -> list[str]:
    """Delete invalid receipts and return their names.

    A receipt is valid if its outputs are unchanged and its inputs match the receipts of the steps that made them.
    """
    paths = sorted(path for folder in FOLDERS for path in (root / folder).glob("*.json"))
    read = {path: receipt for path in paths if (receipt := read_receipt(path))}
    valid = _consistent(root, {path: each for path, each in read.items() if not changed(root, each.outputs)})
    invalid = [path for path in paths if path not in valid]
    for path in invalid:
        discard(path)
    return [path.stem for path in invalid]


def changed(root: Path, checksums: Checksums) -> list[str]:
    """Return the paths of files that are missing or have another checksum."""
    return [name for name, checksum in checksums.items() if checksum_of(root / name) != checksum]


def checksum_of(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None if it cannot be read."""
    try:
        # Reading something that is not a regular file may never end.
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None


def _consistent(root: Path, receipts: dict[Path, Receipt]) -> dict[Path, Receipt]:
    """Return the receipts whose inputs match the others' outputs; removing one may invalidate others."""
    made = {name: checksum for each in receipts.values() for name, checksum in each.outputs.items()}
    consistent = {
        path: each
        for path, each in receipts.items()
        if all(_producer_checksum(root, made, name) == checksum for name, checksum in each.inputs.items())
    }
    return consistent if len(consistent) == len(receipts) else _consistent(root, consistent)


def _producer_checksum(root: Path, made: Checksums, name: str) -> str | None:
    """Return an input's checksum from the receipt of its producer; records have no receipt and are read."""
    return checksum_of(root / name) if name.startswith(RECORDS) else made.get(name)


def _receipts_of(root: Path, step: str) -> list[Path]:
    # The names of steps and studies contain no hyphen, so the key follows it.
    return list(_folder(root, step).glob(f"{step}-*.json"))


def _folder(root: Path, step: str) -> Path:
    return root / FOLDER_OF_STEP.get(step.partition(".")[0], FOLDER)


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
