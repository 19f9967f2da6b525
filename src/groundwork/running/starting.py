"""The start of a run: resolves the datasets, plans everything, and sets aside invalid files."""

import contextlib
import os
import platform
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from groundwork.config.command_line_values import config_values
from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.config.suggestions import suggestion
from groundwork.core import identity
from groundwork.core.errors import UserError
from groundwork.core.identity import Known, digest_of, digest_of_files, recalling
from groundwork.core.limits import resource_error_message
from groundwork.core.repair import describe_path, disk_errors_as_user_errors, require_folder
from groundwork.core.writing import set_aside
from groundwork.dataset.acquisition import resolve_datasets
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.planning.expansion import datasets_of, warn_if_many_variants
from groundwork.planning.plan import ResolvedDataset, make_plan
from groundwork.records.costs import lock_path
from groundwork.records.files import is_intact, read_record
from groundwork.running.devices import DeviceKind, device_kind
from groundwork.running.digests import training_source
from groundwork.running.dvc_recovery import recover
from groundwork.running.keys import Keys, start_key
from groundwork.running.pipeline import Pipeline
from groundwork.running.plan_cache import clear_caches, export_plan_key, load_plan, store_plan
from groundwork.running.receipts import delete_receipts, discard_invalid_receipts
from groundwork.running.runs import begin

RECORDS = Path("results", "records")
TOUCH = {"--touch", "-t"}
STUDY = "study_"  # prefix of the target of a single study


def start_pipeline(config: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline for the Snakefile; sets aside invalid files so that Snakemake makes them again.

    Resolves the datasets first, because the plan depends on which are available. Exits with a one-line message for
    mistakes in params.yaml or on the command line.
    """
    try:
        if TOUCH & set(sys.argv[1:]):
            raise UserError(
                "snakemake --touch: no effect here, as digests decide what is up to date, not file times; leave it out"
            )
        is_alone = begin(Path())
        for line in recover(Path()):
            _say(line)
        words = config_values(config, sys.argv[1:])
        pipeline = _start(Path(), Path(words.get("params", "params.yaml")), words.get("budget"))
        if is_alone:
            clear_caches(Path())
        _refuse_unknown_targets(sys.argv[1:], pipeline)
        return pipeline
    except UserError as error:
        sys.exit(str(error))
    except (OSError, MemoryError) as error:
        reason = resource_error_message(error)
        if reason is None:
            raise
        sys.exit(reason)


def plan_pipeline(root: Path, params: Params, fallbacks: Mapping[str, str], device: DeviceKind) -> Pipeline:
    """Return the pipeline of a run; `fallbacks` maps requested datasets to the ones used instead."""
    datasets = {name: resolved_dataset(name, fallbacks.get(name, name)) for name in params.data.datasets}
    plan = make_plan(params, datasets, device, training_source)
    return Pipeline(root, plan, Keys(plan))


def _start(root: Path, params_path: Path, budget: str | None) -> Pipeline:
    params = read_params(params_path, ORIGINS, budget)
    warn_if_many_variants(params, _say)
    decided = resolve_datasets(_datasets_of_studies(params), params.data.fallback, root, _say, prepared_suffices=True)
    fallbacks = {requested: name for requested, name in decided.items() if name != requested}
    pipeline = _planned(root, params, fallbacks, device_kind(params.device))
    _set_aside_obstructions(root, pipeline)
    if not all(path.exists() for path in pipeline.records):
        delete_receipts(root, "clock")  # new records bring new times
    discard_invalid_receipts(root)
    _prepare(pipeline.missing_data(), root)
    return pipeline


def _planned(root: Path, params: Params, fallbacks: Mapping[str, str], device: DeviceKind) -> Pipeline:
    """Return the pipeline from the cache, or plan and store it."""
    key = start_key(params, [fallbacks, device])
    pipeline: Pipeline | None = load_plan(root, key)
    if pipeline is None:
        with _source_read_once(root):
            pipeline = plan_pipeline(root, params, fallbacks, device)
            pipeline.keys.compute_all()
        store_plan(root, key, pipeline)
    export_plan_key(key)
    return pipeline


@contextlib.contextmanager
def _source_read_once(root: Path) -> Iterator[None]:
    """Keep what is computed from each source file, most of the planning, for the next start."""
    key = digest_of(["source", digest_of_files([Path(identity.__file__)]), platform.python_version()])
    earlier: Known = load_plan(root, key) or {}
    with recalling(earlier) as known:
        yield
    if known.keys() != earlier.keys():
        store_plan(root, key, known)


def _prepare(datasets: Collection[str], root: Path) -> None:
    if datasets:
        from groundwork.dataset.preparation import prepare  # imports numpy, which a start otherwise does not need

        for name in datasets:
            prepare(name, root)


def _refuse_unknown_targets(words: Collection[str], pipeline: Pipeline) -> None:
    """Reject an unknown study_* or record target early, with a clearer message than Snakemake's."""
    studies, records = [f"{STUDY}{study}" for study in pipeline.plan.studies], set(pipeline.records)
    for word in words:
        if word.startswith(STUDY) and word not in studies:
            raise UserError(f"snakemake {word}: no such study{suggestion(word, studies)}")
        if Path(word).parent == RECORDS and Path(word) not in records:
            raise UserError(f"snakemake {word}: no such record is planned now; `snakemake -n` names those to be made")


def _datasets_of_studies(params: Params) -> list[str]:
    """Return the listed datasets that a study uses; only these are fetched."""
    names = datasets_of(params)
    return [name for name in params.data.datasets if name in names]


def resolved_dataset(requested: str, name: str) -> ResolvedDataset:
    """Return a requested dataset resolved to the one that is used: itself or the fallback."""
    origin = ORIGINS[name]
    return ResolvedDataset(
        requested=requested,
        name=name,
        digest=digest(name),
        train_images=origin.train_images,
    )


def _set_aside_obstructions(root: Path, pipeline: Pipeline) -> None:
    """Set aside whatever blocks our files and folders, and records that do not match their names."""
    with disk_errors_as_user_errors(root / "results"):
        for folder in pipeline.folders:
            require_folder(folder, root, _say, make=False)
        for path in [*(root / "results" / "logs").glob("*"), lock_path(root)]:
            if os.path.lexists(path) and not path.is_file():
                _say(f"{path}: {describe_path(path)}; set aside as {set_aside(path)}")
        for path in pipeline.records:
            _set_aside_if_damaged(path)
        _clamp_future_mtimes(pipeline.inputs)


def _clamp_future_mtimes(paths: Iterable[Path]) -> None:
    """Reset modification times in the future, which Snakemake rejects for inputs."""
    now = time.time()
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime > now:
                os.utime(path)


def _set_aside_if_damaged(path: Path) -> None:
    if not os.path.lexists(path) or (path.is_file() and is_intact(path)):
        return
    try:
        if not path.is_file():
            raise UserError(f"{path}: {describe_path(path)}; delete it and run again")
        read_record(path)
    except UserError as error:
        _say(f"{error.args[0].rpartition(';')[0]}; set aside as {set_aside(path)}, made again")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
