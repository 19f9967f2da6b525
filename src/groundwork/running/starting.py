"""A run's start: the data secured, everything planned, and what is false put aside."""

import contextlib
import os
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.config.suggestions import suggestion
from groundwork.config.words import words_of
from groundwork.core.errors import UserError
from groundwork.core.limits import reason_of
from groundwork.core.repair import kind_of, one_line_of_the_disk, require_folder
from groundwork.core.writing import set_aside
from groundwork.dataset.acquisition import secure
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.planning.expansion import datasets_of, say_if_many
from groundwork.planning.plan import ResolvedDataset, make_plan
from groundwork.records.costs import lock_path
from groundwork.records.files import is_intact, read_record
from groundwork.running.devices import DeviceKind, device_kind
from groundwork.running.digests import training_source
from groundwork.running.dvc_recovery import recover
from groundwork.running.keys import Keys, key_of_start
from groundwork.running.pipeline import Pipeline
from groundwork.running.plan_cache import clear_shelves, hand_to_jobs, keep, kept
from groundwork.running.receipts import discard_false_receipts, withdraw
from groundwork.running.runs import begin

RECORDS = Path("results", "records")
TOUCH = {"--touch", "-t"}
STUDY = "study_"  # and a study's name: what Snakemake is asked for to make that study alone


def start_pipeline(config: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline for a Snakefile, with everything false put aside so that Snakemake makes it again.

    The data is secured first, because what can be planned depends on which data could be had. Ends the process with the
    plain message where the user made a mistake, in params.yaml or on the command line.
    """
    try:
        if TOUCH & set(sys.argv[1:]):
            raise UserError(
                "snakemake --touch: file times say nothing here, so there is nothing to touch; leave it out"
            )
        is_alone = begin(Path())
        for line in recover(Path()):
            _say(line)
        words = words_of(config, sys.argv[1:])
        pipeline = _start(Path(), Path(words.get("params", "params.yaml")), words.get("budget"))
        if is_alone:
            clear_shelves(Path())
        _refuse_unknown_targets(sys.argv[1:], pipeline)
        return pipeline
    except UserError as error:
        sys.exit(str(error))
    except (OSError, MemoryError) as error:
        reason = reason_of(error)
        if reason is None:
            raise
        sys.exit(reason)


def plan_pipeline(root: Path, params: Params, stand_ins: Mapping[str, str], device: DeviceKind) -> Pipeline:
    """Return the pipeline of a run whose datasets are decided: each itself, save for those that have a stand-in."""
    datasets = {name: resolved_dataset(name, stand_ins.get(name, name)) for name in params.data.datasets}
    plan = make_plan(params, datasets, device, training_source)
    return Pipeline(root, plan, Keys(plan))


def _start(root: Path, params_path: Path, budget: str | None) -> Pipeline:
    params = read_params(params_path, ORIGINS, budget)
    say_if_many(params, _say)
    decided = secure(_datasets_of_studies(params), params.data.fallback, root, _say, prepared_suffices=True)
    stand_ins = {requested: name for requested, name in decided.items() if name != requested}
    pipeline = _planned(root, params, stand_ins, device_kind(params.device))
    _clear_the_way(root, pipeline)
    if not all(path.exists() for path in pipeline.records):
        withdraw(root, "clock")  # what is trained now has new times to show
    discard_false_receipts(root)
    _prepare(pipeline.lost_data(), root)
    return pipeline


def _planned(root: Path, params: Params, stand_ins: Mapping[str, str], device: DeviceKind) -> Pipeline:
    """Return the pipeline that an earlier start has kept under the key of all that it is made from, or keep it now."""
    key = key_of_start(params, [stand_ins, device])
    pipeline: Pipeline | None = kept(root, key)
    if pipeline is None:
        pipeline = plan_pipeline(root, params, stand_ins, device)
        pipeline.keys.find_all()
        keep(root, key, pipeline)
    hand_to_jobs(key)
    return pipeline


def _prepare(datasets: Collection[str], root: Path) -> None:
    if datasets:
        from groundwork.dataset.preparation import prepare  # imports numpy, which a start otherwise does without

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
    """Return the datasets that a study trains on; the others need not be had."""
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


def _clear_the_way(root: Path, pipeline: Pipeline) -> None:
    """Set aside what lies where a folder or a file of ours belongs and is none, and records that are not as named."""
    with one_line_of_the_disk(root / "results"):
        for folder in pipeline.folders:
            require_folder(folder, root, _say, make=False)
        for path in [*(root / "results" / "logs").glob("*"), lock_path(root)]:
            if os.path.lexists(path) and not path.is_file():
                _say(f"{path}: {kind_of(path)}; set aside as {set_aside(path)}")
        for path in pipeline.records:
            _set_aside_if_damaged(path)
        _end_the_future(pipeline.inputs)


def _end_the_future(paths: Iterable[Path]) -> None:
    """Have no input be younger than now: Snakemake refuses what is made from it, though times say nothing here."""
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
            raise UserError(f"{path}: {kind_of(path)}; delete it and run again")
        read_record(path)
    except UserError as error:
        _say(f"{error.args[0].rpartition(';')[0]}; set aside as {set_aside(path)}, made again")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
