"""Deletes records that are no longer used."""

import itertools
import json
from pathlib import Path
from typing import get_args

from groundwork.config.reading import read_params
from groundwork.core.errors import UserError
from groundwork.core.formatting import count
from groundwork.core.processor import kind_of_machine
from groundwork.dataset.origins import ORIGINS
from groundwork.running.devices import DeviceKind
from groundwork.running.pipeline import Pipeline
from groundwork.running.starting import plan_pipeline

DEVICES: tuple[DeviceKind, ...] = get_args(DeviceKind)
PATTERNS = ("*.json", "*.refused")


def prune(root: Path, params_path: Path) -> str:
    """Delete records that no run with these parameters would use, including those set aside; return a summary line.

    Considers every budget, with and without the fallback, and both kinds of device. Records of another kind of machine
    are kept, as only that machine can tell whether they are used.
    """
    used = {path for pipeline in _possible_pipelines(root, params_path) for path in pipeline.records}
    folder = root / "results" / "records"
    existing = {path for pattern in PATTERNS for path in folder.glob(pattern) if path.is_file()}
    unused = {path for path in existing - used if not _is_of_another_machine(path)}
    for path in unused:
        path.unlink()
    kept = len(existing) - len(unused)
    deleted = count(len(unused), "record")
    return f"{deleted} deleted that no budget of {params_path} uses, {kept} kept"


def _is_of_another_machine(path: Path) -> bool:
    try:
        machine = json.loads(path.read_bytes())["identity"]["machine"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(machine != kind_of_machine())


def _possible_pipelines(root: Path, params_path: Path) -> list[Pipeline]:
    params = read_params(params_path, ORIGINS)
    fallback = params.data.fallback
    fetched = [name for name in params.data.datasets if ORIGINS[name].files]
    choices: list[dict[str, str]] = [{}, dict.fromkeys(fetched, fallback)] if fallback else [{}]
    pipelines = []
    for budget, fallbacks, device in itertools.product(params.budgets, choices, DEVICES):
        try:
            pipelines.append(plan_pipeline(root, read_params(params_path, ORIGINS, budget), fallbacks, device))
        except UserError:
            # An invalid combination uses no records, but the one that the file selects must be valid.
            if budget == params.budget and not fallbacks:
                raise
    return pipelines
