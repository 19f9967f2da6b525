"""A planned run as Snakemake and its jobs see it: where each thing lies, and the key of each step."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.config.suggestions import suggestion
from groundwork.dataset.paths import prepared_path
from groundwork.digests import CHANGED, forget_source, training_source
from groundwork.errors import UserError
from groundwork.keys import Keys, files_of_start, timings_of
from groundwork.plan import Plan, PlannedRecord
from groundwork.receipts import issue, receipt_path, withdraw
from groundwork.records import record_path
from groundwork.specs import dataset_of


# No text of all its fields: Snakemake asks for that of each rule's input functions, which are methods of this.
@dataclass(frozen=True, repr=False)
class Pipeline:
    """A planned run in a folder; every path is relative to it.

    `files` is the digest of the files that it was planned from, taken before any of them was read.
    """

    root: Path
    params_path: Path
    files: str
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

    @property
    def timing_receipts(self) -> list[Path]:
        """The receipts of what was timed for any study."""
        return [self.receipt(f"time.{timing}") for timing in timings_of(self.plan)]

    def receipt(self, step: str) -> Path:
        """Return the path of the receipt that a step will write under its present key."""
        return receipt_path(self.root, step, self.keys.of(step))

    @contextlib.contextmanager
    def making(self, step: str, key: str) -> Iterator[list[Path]]:
        """Withdraw a step's receipt, let its outputs be made, and issue a new one for the paths put into the list.

        Raises UserError where there is no such step, or its key is not the one that Snakemake planned with, or not that
        any more when the outputs are made: by then all code is imported and all content read.
        """
        self._refuse_unknown(step)
        if key != self.keys.of(step):
            raise UserError(f"{step}: {CHANGED}")
        outputs: list[Path] = []
        withdraw(self.root, step)
        yield outputs
        self._refuse_other(step, key, lambda: Keys(self.root, self.plan).of(step))
        issue(self.root, step, key, outputs)

    def refuse_other_source(self, planned: PlannedRecord) -> None:
        """Raise UserError where what makes a record is another source than it was planned with.

        To be asked when the record is made: its components are imported late, maybe after a long wait for a device.
        """
        self._refuse_other(planned.name, planned.identity["training_source"], lambda: training_source(planned.spec))

    def _refuse_other(self, name: str, digest: str, now: Callable[[], str]) -> None:
        # Comparing bytes takes milliseconds, working a digest out anew a tenth of a second or more.
        if files_of_start(self.root, self.params_path) == self.files:
            return
        forget_source()
        with contextlib.suppress(OSError, ValueError, KeyError, UserError):  # what a half-made edit may cause
            if now() == digest:
                return
        raise UserError(f"{name}: {CHANGED}")

    def _refuse_unknown(self, step: str) -> None:
        verb, _, name = step.partition(".")
        known = timings_of(self.plan) if verb == "time" else self.plan.studies
        if name and name not in known:
            noun = "timing" if verb == "time" else "study"
            raise UserError(f"{step}: no such {noun} is planned now{suggestion(name, known)}")

    def sweep(self) -> None:
        """Delete the tables and figures of studies that are no longer planned; their records stay."""
        for kind in ("tables", "figures"):
            for folder in (self.root / "results" / kind).glob("*/"):
                if folder.name not in self.plan.studies:
                    shutil.rmtree(folder)

    def targets_of(self, study: str) -> list[Path]:
        """Return all that a study asks for, what a clock says apart: its records and the receipts of what they show."""
        records = [record_path(self.root, name) for name in self.plan.studies[study].records]
        return [*records, self.receipt(f"tabulate.{study}"), self.receipt(f"draw.{study}")]

    def data_of(self, wildcards: Any) -> list[Path]:
        """Return the prepared data that the record named by the wildcards is still to be trained on.

        None where the record exists: data that is prepared anew must not make Snakemake train it again.
        """
        planned = self.plan.records[wildcards.record]
        dataset = dataset_of(planned.spec)
        if dataset is None or record_path(self.root, wildcards.record).exists():
            return []
        return [prepared_path(dataset, self.root, planned.dataset_digest)]

    def records_of(self, wildcards: Any) -> list[Path]:
        """Return the records of the study named by the wildcards."""
        return [record_path(self.root, name) for name in self.plan.studies[wildcards.study].records]

    def tables_of(self, wildcards: Any) -> Path:
        """Return the receipt of the tables of the study named by the wildcards."""
        return self.receipt(f"tabulate.{wildcards.study}")

    def pictures_of(self, wildcards: Any) -> list[Path]:
        """Return the prepared data whose images the study's figures show; none where the figures are up to date."""
        dataset = self.plan.dataset_pictured(wildcards.study)
        if dataset is None or self.receipt(f"draw.{wildcards.study}").exists():
            return []
        return [prepared_path(dataset, self.root)]
