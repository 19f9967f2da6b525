"""The sides of a claim: variants, a measurement, or a constant."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from groundwork.claims.metrics import SETTINGS
from groundwork.claims.selectors import (
    AT,
    CONSTANT,
    LARGEST,
    LAST,
    RATE,
    SETTINGS_IN_NUMBERS,
    SMALLEST,
    Selector,
    Wanted,
    selector_text,
)
from groundwork.core.findings import Value
from groundwork.tables.shared.choices import Tuned

Tables = Mapping[str, Mapping[str, pd.DataFrame]]
HIDDEN_DEFAULTS = {"augmentation": "none"}  # defaults that are not worth mentioning


class NotEvaluatedError(Exception):
    """Why a claim cannot be judged in this run, as text for the report; `precondition` if it is one that is not met."""

    def __init__(self, reason: str, precondition: str = "") -> None:
        super().__init__(reason)
        self.precondition = precondition


@dataclass(frozen=True)
class VariantSide:
    """A side that selects variants: their rows of `runs` (reported seeds only), and the tuned choice, if any."""

    name: str
    study: str
    selector: Selector
    tables: Mapping[str, pd.DataFrame]
    runs: pd.DataFrame
    choice: Tuned | None

    @property
    def records(self) -> list[str]:
        """The records of the side, in plan order."""
        return [str(each) for each in self.runs["record"].drop_duplicates()]

    @property
    def datasets(self) -> set[str]:
        """The datasets of the variants."""
        return set(self.runs["dataset"])

    @property
    def settings(self) -> dict[str, Value]:
        """The selected settings; tuned, smallest and largest ones with their values."""
        return {key: self._value(key, value) for key, value in self.selector.items()}

    @property
    def chosen(self) -> dict[str, str]:
        """How values were chosen (tuned, smallest, largest), by setting."""
        chosen = {key: str(value) for key, value in self.selector.items() if self._is_extreme(key, value)}
        if self.choice is not None:
            edge = ", the edge of its grid" if self.choice.at_edge else ""
            chosen[RATE] = f"tuned; {self.choice.tries} tried{edge}"
        return chosen

    def only_record(self) -> str:
        """Return the only record of the side; raises NotEvaluatedError if there are several variants."""
        if len(self.records) > 1:
            found = f"{len(self.records)} variants of study '{self.study}' have {selector_text(self.selector)}"
            raise NotEvaluatedError(f"{self.name} side: {found}, where a comparison needs one")
        return self.records[0]

    def rows(self, table: str) -> pd.DataFrame:
        """Return the rows of another table for the side's runs; raises NotEvaluatedError if there is no such table."""
        frame = self.tables.get(table)
        if frame is None:
            raise NotEvaluatedError(f"{self.name} side: study '{self.study}' has no table '{table}' in this run")
        is_mine = frame["record"].isin(self.records)
        return frame[is_mine & frame["seed"].isin(self.runs["seed"])] if "seed" in frame else frame[is_mine]

    def _value(self, key: str, wanted: Wanted) -> Value:
        if self.choice is not None and key == RATE:
            return self.choice.learning_rate
        return float(self.runs[key].iloc[0]) if self._is_extreme(key, wanted) else wanted

    def _is_extreme(self, key: str, wanted: Wanted) -> bool:
        return key in SETTINGS_IN_NUMBERS and wanted in {SMALLEST, LARGEST}


@dataclass(frozen=True)
class MeasurementSide:
    """A side that selects one case of a measurement at one place: its values by seed, NaN if missing."""

    selector: Selector
    values: dict[int, float]
    records: list[str]
    dataset: str
    at: float | None
    choice: None = None

    @property
    def datasets(self) -> set[str]:
        """The dataset of the measurement."""
        return {self.dataset}

    @property
    def settings(self) -> dict[str, Value]:
        """The selector, with the number of the last place."""
        return {**self.selector, **({AT: self.at} if self._is_last else {})}

    @property
    def chosen(self) -> dict[str, str]:
        """How the place was chosen, if it was."""
        return {AT: LAST} if self._is_last else {}

    @property
    def _is_last(self) -> bool:
        return self.selector.get(AT) == LAST


@dataclass(frozen=True)
class ConstantSide:
    """A side that is a number in the unit of the claim's metric, paired with every seed of the other side."""

    value: float
    choice: None = None

    @property
    def records(self) -> list[str]:
        """Empty: a constant is not measured."""
        return []

    @property
    def datasets(self) -> set[str]:
        """Empty: a constant has no dataset."""
        return set()

    @property
    def settings(self) -> dict[str, Value]:
        """The number."""
        return {CONSTANT: self.value}

    @property
    def chosen(self) -> dict[str, str]:
        """Empty: the claim gives the number."""
        return {}


Side = VariantSide | MeasurementSide | ConstantSide


def shared_settings(*sides: Side) -> dict[str, Value]:
    """Return the settings that are the same in all runs of both sides; only variants have settings."""
    frames = [side.runs for side in sides if isinstance(side, VariantSide)]
    if not frames:
        return {}
    runs = pd.concat(frames)
    shared = {key: runs[key].iloc[0] for key in SETTINGS if key in runs and runs[key].nunique(dropna=False) == 1}
    return {
        key: value.item() if isinstance(value, np.generic) else value
        for key, value in shared.items()
        if not is_empty(value) and HIDDEN_DEFAULTS.get(key) != value
    }


def is_empty(cell: object) -> bool:
    """Return whether a table cell is empty."""
    is_nan = cell != cell  # nothing else differs from itself
    return cell is None or cell == "" or is_nan
