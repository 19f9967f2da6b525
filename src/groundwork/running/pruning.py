"""Deletes the records that nothing asks for any more."""

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
    """Delete the records that no run with these parameters would use, those set aside included, and say how many.

    A run may have any of the budgets, the fallback in place of the datasets or none, and either kind of device. What
    was made on another kind of machine stays: whether it is asked for is known there.
    """
    asked_for = {path for pipeline in _possible_pipelines(root, params_path) for path in pipeline.records}
    folder = root / "results" / "records"
    there = {path for pattern in PATTERNS for path in folder.glob(pattern) if path.is_file()}
    useless = {path for path in there - asked_for if not _is_of_another_machine(path)}
    for path in useless:
        path.unlink()
    kept = len(there) - len(useless)
    deleted = count(len(useless), "record")
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
    fallbacks: list[dict[str, str]] = [{}, dict.fromkeys(fetched, fallback)] if fallback else [{}]
    worlds = itertools.product(params.budgets, fallbacks, DEVICES)
    pipelines = []
    for budget, stand_in, device in worlds:
        try:
            pipelines.append(plan_pipeline(root, read_params(params_path, ORIGINS, budget), stand_in, device))
        except UserError:
            # A run that is refused uses no record, but the one that the file asks for has to be possible.
            if budget == params.budget and not stand_in:
                raise
    return pipelines
