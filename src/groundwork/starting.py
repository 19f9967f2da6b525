"""A run's start: the data secured, everything planned, and what is false put aside."""

import os
import shlex
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.config.suggestions import suggestion
from groundwork.config.words import words_of
from groundwork.dataset.acquisition import secure
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.devices import device_kind
from groundwork.digests import training_source
from groundwork.errors import UserError
from groundwork.expansion import datasets_of, say_if_many
from groundwork.intact import is_intact
from groundwork.keeping import keep, kept
from groundwork.keys import Keys, files_of_start, key_of_start
from groundwork.locking import break_dead_lock
from groundwork.pipeline import Pipeline
from groundwork.plan import DatasetInPlay, make_plan
from groundwork.receipts import discard_false_receipts, withdraw
from groundwork.records import read_record
from groundwork.warm import socket_for_owner

STUDY = "study_"  # and a study's name: what Snakemake is asked for to make that study alone


@dataclass(frozen=True)
class Told:
    """What a start decided and each job is told: parameters' file, budget, stand-ins for datasets, kind of device."""

    params: Path
    budget: str | None
    stand_ins: Mapping[str, str]
    device: str

    @property
    def arguments(self) -> list[str]:
        """What follows a job's own arguments on its command line."""
        budget = ["--budget", self.budget] if self.budget else []
        stand_ins = [f"--stand-in={name}={other}" for name, other in sorted(self.stand_ins.items())]
        return ["--params", str(self.params), *budget, *stand_ins, "--device", self.device]

    def key(self, files: str) -> str:
        """Return the key of all that follows from this and from files of such a digest."""
        return key_of_start(files, self.arguments)


def open_pipeline(
    root: Path, params_path: Path, budget: str | None, stand_ins: Mapping[str, str], device: str | None = None
) -> Pipeline:
    """Return the pipeline of a run whose datasets are decided: each itself, save for those that have a stand-in.

    It is the one that the run's start has kept, as long as every byte that it was made from is the same.
    """
    _refuse_unknown_datasets(stand_ins)
    files = files_of_start(root, params_path)
    found = _kept(root, Told(params_path, budget, stand_ins, device), files) if device else None
    if found:
        return found
    params = read_params(params_path, ORIGINS, budget)
    return _plan(root, params, Told(params_path, budget, stand_ins, device or device_kind(params.device)), files)


def start_pipeline(config: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline for a Snakefile, with everything false put aside so that Snakemake makes it again.

    The data is secured first, because what can be planned depends on which data could be had. Ends the process with the
    plain message where the user made a mistake, in params.yaml or on the command line.
    """
    break_dead_lock(Path())
    try:
        words = words_of(config, sys.argv[1:])
        pipeline = _start(Path(), Path(words.get("params", "params.yaml")), words.get("budget"))
        _refuse_unknown_studies(sys.argv[1:], pipeline.plan.studies)
        return pipeline
    except UserError as error:
        sys.exit(str(error))


def _start(root: Path, params_path: Path, budget: str | None) -> Pipeline:
    # Before anything is read: what is planned must never be kept for files that were edited during a long download.
    files = files_of_start(root, params_path)
    params = read_params(params_path, ORIGINS, budget)
    say_if_many(params, _say)
    decided = secure(_datasets_of_studies(params), params.data.fallback, root, _say, prepared_suffices=True)
    stand_ins = {requested: name for requested, name in decided.items() if name != requested}
    told = Told(params_path, budget, stand_ins, device_kind(params.device))
    pipeline = _kept(root, told, files) or _keep(root, params, told, files)
    for path in pipeline.records:
        _refuse_damaged(path)
    if not all(path.exists() for path in pipeline.records):
        withdraw(root, "clock")  # what is trained now has new times to show
    discard_false_receipts(root)
    return pipeline


def _refuse_unknown_studies(words: Collection[str], studies: Collection[str]) -> None:
    """Say of a target of the command line what Snakemake, which knows it only later, would say less plainly."""
    targets = [f"{STUDY}{study}" for study in studies]
    for word in words:
        if word.startswith(STUDY) and word not in targets:
            raise UserError(f"snakemake {word}: no such study{suggestion(word, targets)}")


def _refuse_unknown_datasets(stand_ins: Mapping[str, str]) -> None:
    for requested, other in stand_ins.items():
        for name in (requested, other):
            if name not in ORIGINS:
                raise UserError(f"--stand-in {requested}={other}: no such dataset as {name}{suggestion(name, ORIGINS)}")


def _kept(root: Path, told: Told, files: str) -> Pipeline | None:
    """Return the pipeline that an earlier start, or this run's, has worked out from the same files."""
    found: Pipeline | None = kept(root, told.key(files))
    return replace(found, arguments=_arguments(told)) if found else None


def _keep(root: Path, params: Params, told: Told, files: str) -> Pipeline:
    """Plan, find all keys and keep them for the jobs; where a file has changed meanwhile, each job plans anew."""
    pipeline = _plan(root, params, told, files)
    pipeline.keys.find_all()
    if files_of_start(root, told.params) == files:
        keep(root, told.key(files), pipeline)
    return pipeline


def _plan(root: Path, params: Params, told: Told, files: str) -> Pipeline:
    datasets = {name: in_play(name, told.stand_ins.get(name, name)) for name in params.data.datasets}
    plan = make_plan(params, datasets, told.device, training_source)
    return Pipeline(root, told.params, files, plan, Keys(root, plan), _arguments(told))


def _arguments(told: Told) -> str:
    socket = socket_for_owner(os.getpid())
    return shlex.join([*told.arguments, *(["--warm", str(socket)] if socket else [])])


def _datasets_of_studies(params: Params) -> list[str]:
    """Return the datasets that a study trains on; the others need not be had."""
    names = datasets_of(params)
    return [name for name in params.data.datasets if name in names]


def in_play(requested: str, name: str) -> DatasetInPlay:
    """Return a requested dataset as the plan knows it: by the name of the one that stands for it."""
    origin = ORIGINS[name]
    return DatasetInPlay(
        requested=requested,
        name=name,
        digest=digest(name),
        train_images=origin.train_images,
        classes=len(origin.classes),
        image_shape=origin.image_shape,
    )


def _refuse_damaged(path: Path) -> None:
    """Set a record aside that is not what its name says, so that it is trained again."""
    if not path.exists() or is_intact(path):
        return
    try:
        read_record(path)
    except UserError as error:
        path.replace(path.with_suffix(".refused"))
        _say(f"{error.args[0].rpartition(';')[0]}; set aside as {path.with_suffix('.refused').name}, made again")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
