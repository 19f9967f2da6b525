"""A planned run as seen by Snakemake and its jobs: the paths of all files and the key of each step."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.config.suggestions import suggestion
from groundwork.core.errors import UserError
from groundwork.core.writing import discard
from groundwork.dataset.paths import prepared_path
from groundwork.planning.plan import Plan
from groundwork.planning.specs import dataset_of
from groundwork.records.files import record_path
from groundwork.running.keys import Keys, timings_of
from groundwork.running.receipts import (
    FOLDERS,
    changed,
    checksum_of,
    delete_receipts,
    read_receipt,
    receipt_path,
    write_receipt,
)


# repr=False: Snakemake calls repr() on each rule's input functions, which are methods of this class.
@dataclass(frozen=True, repr=False)
class Pipeline:
    """A planned run in a folder; all paths are relative to it."""

    root: Path
    plan: Plan
    keys: Keys

    @property
    def records(self) -> list[Path]:
        """The paths of all planned records."""
        return [record_path(self.root, name) for name in self.plan.records]

    @property
    def folders(self) -> list[Path]:
        """The folders that the run writes to."""
        results = self.root / "results"
        names = ("history", "logs", "records", "timings")
        of_studies = [results / kind / study for kind in ("tables", "figures") for study in self.plan.studies]
        return [*(results / name for name in names), *(self.root / folder for folder in FOLDERS), *of_studies]

    @property
    def inputs(self) -> list[Path]:
        """All possible input files of the rules, existing or not."""
        datasets = (self.root / "data" / "prepared").glob("*.npz")
        return [*self.records, *datasets, *(path for folder in FOLDERS for path in (self.root / folder).glob("*.json"))]

    @property
    def table_receipts(self) -> list[Path]:
        """The receipts of every study's tables."""
        return self._receipts(self._tabulated)

    @property
    def figure_receipts(self) -> list[Path]:
        """The receipts of every study's figures."""
        return self._receipts(self._drawn)

    @property
    def timing_receipts(self) -> list[Path]:
        """The receipts of all timings."""
        return self._receipts(self._timed)

    def receipt(self, step: str) -> Path:
        """Return the path of the receipt that a step writes under its current key."""
        return receipt_path(self.root, step, self.keys.of(step))

    @contextlib.contextmanager
    def run_step(self, step: str, key: str) -> Iterator[list[Path]]:
        """Delete a step's receipt, yield a list for its output paths, and then write a new receipt for them.

        Raises UserError if there is no such step, if its key is not the planned one, or if its inputs do not match the
        receipts of the steps that made them, before or after.
        """
        self._refuse_unknown(step)
        if key != self.keys.of(step):
            raise UserError(f"{step}: planned with the key {self.keys.of(step)}, not {key}; run `snakemake` again")
        inputs = self._inputs(step)
        _refuse_changed(self.root, inputs)
        outputs: list[Path] = []
        delete_receipts(self.root, step)
        yield outputs
        _refuse_changed(self.root, inputs)
        write_receipt(self.root, step, key, inputs, outputs)

    def _inputs(self, step: str) -> dict[str, str]:
        """Return the checksums of a step's inputs: records, or the outputs in other steps' receipts."""
        verb, _, study = step.partition(".")
        if verb == "tabulate":
            paths = [record_path(self.root, name) for name in self.plan.studies[study].records]
            return {path.relative_to(self.root).as_posix(): checksum_of(path) or "" for path in paths}
        needed = {
            "draw": [f"tabulate.{study}"],
            "judge": self._tabulated,
            "render": [*self._tabulated, *self._drawn, "judge"],
            "export": [*self._tabulated, *self._drawn, "judge"],
            "compare": ["judge"],
            "clock": self._timed,
        }
        return {name: each for other in needed.get(verb, []) for name, each in self._outputs(other).items()}

    def _outputs(self, step: str) -> dict[str, str]:
        path = self.receipt(step)
        receipt = read_receipt(path)
        if receipt is None:
            raise UserError(f"{path}: missing or damaged; run `snakemake` again to redo the step")
        return dict(receipt.outputs)

    @property
    def _tabulated(self) -> list[str]:
        return [f"tabulate.{study}" for study in self.plan.studies]

    @property
    def _drawn(self) -> list[str]:
        return [f"draw.{study}" for study in self.plan.studies]

    @property
    def _timed(self) -> list[str]:
        return [f"time.{timing}" for timing in timings_of(self.plan)]

    def _receipts(self, steps: Iterable[str]) -> list[Path]:
        return [self.receipt(step) for step in steps]

    def _refuse_unknown(self, step: str) -> None:
        verb, _, name = step.partition(".")
        known = timings_of(self.plan) if verb == "time" else self.plan.studies
        if name and name not in known:
            noun = "timing" if verb == "time" else "study"
            raise UserError(f"{step}: no such {noun} is planned now{suggestion(name, known)}")

    def delete_unplanned(self) -> None:
        """Delete the tables and figures of studies that are no longer planned; records are kept."""
        for kind in ("tables", "figures"):
            for folder in (self.root / "results" / kind).glob("*/"):
                if folder.name not in self.plan.studies:
                    discard(folder)

    def targets_of(self, study: str) -> list[Path]:
        """Return the receipts of a study's tables and figures, without timings."""
        return self._receipts([f"tabulate.{study}", f"draw.{study}"])

    def missing_data(self) -> list[str]:
        """Return the datasets whose prepared file is missing while some, but not all, of the files that use it exist.

        If Snakemake prepared such a dataset, it would rebuild everything that reads it, including existing records.
        """
        needing: dict[str, list[Path]] = {}
        for path, planned in zip(self.records, self.plan.records.values(), strict=True):
            needing.setdefault(dataset_of(planned.spec) or "", []).append(path)
        for study in self.plan.studies:
            needing.setdefault(self.plan.pictured_dataset(study) or "", []).append(self.receipt(f"draw.{study}"))
        return [
            name
            for name, paths in needing.items()
            if name and not prepared_path(name, self.root).exists() and len({path.exists() for path in paths}) == 2
        ]

    def inputs_of(self, wildcards: Any) -> list[Path]:
        """Return the inputs of the wildcards' record: its prepared data, and the tuning records that it depends on.

        If the record exists, missing tuning records are left out: Snakemake would make it again after making them.
        """
        planned = self.plan.records[wildcards.record]
        dataset = dataset_of(planned.spec)
        data = [prepared_path(dataset, self.root, planned.dataset_digest)] if dataset else []
        is_made = record_path(self.root, planned.name).exists()
        tuning = [record_path(self.root, name) for name in planned.tuning_records]
        return data + [path for path in tuning if not is_made or path.exists()]

    def records_of(self, wildcards: Any) -> list[Path]:
        """Return the records of the wildcards' study."""
        return [record_path(self.root, name) for name in self.plan.studies[wildcards.study].records]

    def tables_of(self, wildcards: Any) -> Path:
        """Return the receipt of the tables of the wildcards' study."""
        return self.receipt(f"tabulate.{wildcards.study}")

    def image_data_of(self, wildcards: Any) -> list[Path]:
        """Return the prepared data whose images appear in the figures of the wildcards' study."""
        dataset = self.plan.pictured_dataset(wildcards.study)
        return [prepared_path(dataset, self.root)] if dataset else []


def _refuse_changed(root: Path, inputs: dict[str, str]) -> None:
    altered = changed(root, inputs)
    if altered:
        raise UserError(f"{altered[0]}: changed since it was made; run `snakemake` again to make it again")
