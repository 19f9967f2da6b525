"""The whole run as Snakemake and its jobs see it: what is planned, where each thing lies, and the key of each step."""

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.config.reading import read_params
from groundwork.config.schema import Params
from groundwork.config.suggestions import suggestion
from groundwork.dataset.acquisition import secure
from groundwork.dataset.origins import ORIGINS, digest
from groundwork.dataset.paths import prepared_path
from groundwork.devices import device_kind
from groundwork.digests import training_source
from groundwork.errors import UserError
from groundwork.expansion import datasets_of
from groundwork.keys import Keys
from groundwork.locking import break_dead_lock
from groundwork.plan import DatasetInPlay, Plan, make_plan
from groundwork.receipts import discard_false_receipts, issue, receipt_path, withdraw
from groundwork.records import read_record, record_path
from groundwork.specs import dataset_of
from groundwork.warm import socket_for_owner

CONFIG_KEYS = ("budget", "params")

CHANGED = "the source or the parameters changed while the run was under way; run the same command again"


@dataclass(frozen=True)
class Pipeline:
    """A planned run in a folder; every path is relative to it."""

    root: Path
    plan: Plan
    keys: Keys
    arguments: str

    @property
    def records(self) -> list[Path]:
        """The paths of all planned records."""
        return [record_path(self.root, name) for name in self.plan.records]

    @property
    def table_receipts(self) -> list[Path]:
        """The receipts of every study's tables."""
        return [self.receipt(f"tabulate.{study}") for study in self.plan.studies]

    @property
    def figure_receipts(self) -> list[Path]:
        """The receipts of every study's figures."""
        return [self.receipt(f"draw.{study}") for study in self.plan.studies]

    def receipt(self, step: str) -> Path:
        """Return the path of the receipt that a step will write under its present key."""
        return receipt_path(self.root, step, self.keys.of(step))

    @contextlib.contextmanager
    def making(self, step: str, key: str) -> Iterator[list[Path]]:
        """Withdraw a step's receipt, let its outputs be made, and issue a new one for the paths put into the list.

        Raises UserError where the step's key is not the one that Snakemake planned with.
        """
        if key != self.keys.of(step):
            raise UserError(f"{step}: {CHANGED}")
        outputs: list[Path] = []
        withdraw(self.root, step)
        yield outputs
        issue(self.root, step, key, outputs)

    def sweep(self) -> None:
        """Delete the tables and figures of studies that are no longer planned; their records stay."""
        for kind in ("tables", "figures"):
            for folder in (self.root / "results" / kind).glob("*/"):
                if folder.name not in self.plan.studies:
                    shutil.rmtree(folder)

    def data_of(self, wildcards: Any) -> list[Path]:
        """Return the prepared data that the record named by the wildcards is still to be trained on.

        None where the record exists: data that is prepared anew must not make Snakemake train it again.
        """
        dataset = dataset_of(self.plan.records[wildcards.record].spec)
        if dataset is None or record_path(self.root, wildcards.record).exists():
            return []
        return [prepared_path(dataset, self.root)]

    def records_of(self, wildcards: Any) -> list[Path]:
        """Return the records of the study named by the wildcards."""
        return [record_path(self.root, name) for name in self.plan.studies[wildcards.study].records]

    def tables_of(self, wildcards: Any) -> Path:
        """Return the receipt of the tables of the study named by the wildcards."""
        return self.receipt(f"tabulate.{wildcards.study}")

    def pictures_of(self, wildcards: Any) -> list[Path]:
        """Return the prepared data whose images the study's figures show; none where the figures are up to date."""
        if self.receipt(f"draw.{wildcards.study}").exists():
            return []
        names = {variant.spec.dataset for variant in self.plan.studies[wildcards.study].variants}
        return [prepared_path(name, self.root) for name in sorted(names)]


def open_pipeline(root: Path, params_path: Path, budget: str | None, stand_ins: Mapping[str, str]) -> Pipeline:
    """Return the pipeline of a run whose datasets are decided: each itself, save for those that have a stand-in."""
    params = read_params(params_path, ORIGINS, budget)
    datasets = {name: _in_play(name, stand_ins.get(name, name)) for name in params.data.datasets}
    plan = make_plan(params, datasets, device_kind(params.device), training_source)
    arguments = ["--params", str(params_path)]
    arguments += ["--budget", budget] if budget else []
    arguments += [f"--stand-in={name}={other}" for name, other in sorted(stand_ins.items())]
    arguments += ["--warm", str(socket_for_owner(os.getpid()))]
    return Pipeline(root, plan, Keys(root, plan), shlex.join(arguments))


def start_pipeline(config: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline for a Snakefile, with everything false put aside so that Snakemake makes it again.

    The data is secured first, because what can be planned depends on which data could be had. Ends the process with the
    plain message where the user made a mistake.
    """
    break_dead_lock(Path())
    try:
        for key in config:
            if key not in CONFIG_KEYS:
                raise UserError(f"--config {key}={config[key]}: unknown key{suggestion(key, CONFIG_KEYS)}")
        return _start(Path(), Path(str(config.get("params", "params.yaml"))), config.get("budget"))
    except UserError as error:
        sys.exit(str(error))


def _start(root: Path, params_path: Path, budget: str | None) -> Pipeline:
    params = read_params(params_path, ORIGINS, budget)
    decided = secure(_datasets_of_studies(params), params.data.fallback, root, _say)
    stand_ins = {requested: name for requested, name in decided.items() if name != requested}
    pipeline = open_pipeline(root, params_path, budget, stand_ins)
    for path in pipeline.records:
        _refuse_damaged(path)
    discard_false_receipts(root)
    return pipeline


def _datasets_of_studies(params: Params) -> list[str]:
    """Return the datasets that a study trains on; the others need not be had."""
    names = datasets_of(params)
    return [name for name in params.data.datasets if name in names]


def _in_play(requested: str, name: str) -> DatasetInPlay:
    origin = ORIGINS[name]
    return DatasetInPlay(
        requested=requested,
        name=name,
        digest=digest(name),
        train_images=origin.train_images,
        classes=len(origin.classes),
        is_table=bool(origin.feature_names),
    )


def _refuse_damaged(path: Path) -> None:
    """Set a record aside that is not what its name says, so that it is trained again."""
    if not path.exists():
        return
    try:
        read_record(path)
    except UserError as error:
        path.replace(path.with_suffix(".refused"))
        _say(f"{error.args[0].rpartition(';')[0]}; set aside as {path.with_suffix('.refused').name}, made again")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
