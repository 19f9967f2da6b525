"""Receipts: proof that an output was made from what its key says, and that neither has changed since.

A receipt's file name holds the key of the step, a digest over all that determines its outputs; its content holds the
checksums of what the step read of other steps, and of what it made. Snakemake therefore needs no file times and no
memory of its own to know what is up to date.
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
# What a clock says, or what was there before, is another thing on every run: receipts of that stay apart from the
# results that DVC keeps.
FOLDER_OF_CLOCK = Path("results", "timings", "receipts")
FOLDER_OF_HISTORY = Path("results", "history", "receipts")
FOLDERS = (FOLDER, FOLDER_OF_CLOCK, FOLDER_OF_HISTORY)
FOLDER_OF_STEP = {"time": FOLDER_OF_CLOCK, "clock": FOLDER_OF_CLOCK, "compare": FOLDER_OF_HISTORY}

RECORDS = "results/records/"

Checksums = Mapping[str, str]  # by path below the project's folder


@dataclass(frozen=True)
class Receipt:
    """What one step read of other steps, and what it made."""

    inputs: Checksums
    outputs: Checksums


def receipt_path(root: Path, step: str, key: str) -> Path:
    """Return the path of the receipt of a step made with a key."""
    return _folder(root, step) / f"{step}-{key}.json"


def delete_receipts(root: Path, step: str) -> None:
    """Delete a step's receipts, before its outputs are touched."""
    for path in _receipts_of(root, step):
        discard(path)


def write_receipt(root: Path, step: str, key: str, inputs: Checksums, outputs: Iterable[Path]) -> None:
    """Write a step's receipt for the outputs as they are now, and delete the ones that no longer hold."""
    delete_receipts(root, step)
    path = receipt_path(root, step, key)
    made = {output.relative_to(root).as_posix(): checksum_of(output) for output in sorted(outputs)}
    content = {"name": path.stem, "inputs": dict(inputs), "outputs": made}
    write_atomically(path, canonical_json({**content, "checksum": _checksum(content)}) + "\n")


def read_receipt(path: Path) -> Receipt | None:
    """Return a receipt as it was written; None where it is missing, damaged, or another one than its name says."""
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
    """Delete the receipts that vouch for nothing any more and return their names.

    A receipt holds while its outputs are as they were made, and its inputs what the receipts of other steps vouch for.
    """
    paths = sorted(path for folder in FOLDERS for path in (root / folder).glob("*.json"))
    read = {path: receipt for path in paths if (receipt := read_receipt(path))}
    true = _consistent(root, {path: each for path, each in read.items() if not changed(root, each.outputs)})
    false = [path for path in paths if path not in true]
    for path in false:
        discard(path)
    return [path.stem for path in false]


def changed(root: Path, checksums: Checksums) -> list[str]:
    """Return the paths of the files that are missing, or have another checksum."""
    return [name for name, checksum in checksums.items() if checksum_of(root / name) != checksum]


def checksum_of(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes; None where there is no file that can be read."""
    try:
        # What is no file may never come to its end.
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None


def _consistent(root: Path, receipts: dict[Path, Receipt]) -> dict[Path, Receipt]:
    """Return the receipts of steps that read what those before them vouch for; each one that goes may take others."""
    made = {name: checksum for each in receipts.values() for name, checksum in each.outputs.items()}
    kept = {
        path: each
        for path, each in receipts.items()
        if all(_producer_checksum(root, made, name) == checksum for name, checksum in each.inputs.items())
    }
    return kept if len(kept) == len(receipts) else _consistent(root, kept)


def _producer_checksum(root: Path, made: Checksums, name: str) -> str | None:
    """Return an input's checksum as the step that made it says; a record, whose name is its proof, has no receipt."""
    return checksum_of(root / name) if name.startswith(RECORDS) else made.get(name)


def _receipts_of(root: Path, step: str) -> list[Path]:
    # A key follows the hyphen: the names of steps and of studies have none.
    return list(_folder(root, step).glob(f"{step}-*.json"))


def _folder(root: Path, step: str) -> Path:
    return root / FOLDER_OF_STEP.get(step.partition(".")[0], FOLDER)


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
