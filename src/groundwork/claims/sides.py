"""The two sides of a claim, found in the tables by their settings."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from groundwork.choices import Tuned, tuned
from groundwork.claims.metrics import SETTINGS
from groundwork.claims.schema import STUDY, TUNED, Selector
from groundwork.config.names import suggestion

Tables = Mapping[str, Mapping[str, pd.DataFrame]]


class NotEvaluatedError(Exception):
    """Why a claim cannot be judged in this run, in words for the report."""


@dataclass(frozen=True)
class Side:
    """One side of a claim: the rows of `runs` that its selector matches, reported seeds only, and how it was chosen."""

    name: str
    study: str
    selector: Selector
    tables: Mapping[str, pd.DataFrame]
    runs: pd.DataFrame
    choice: Tuned | None

    @property
    def records(self) -> list[str]:
        """The records of the side, in the order of the plan."""
        return [str(each) for each in self.runs["record"].drop_duplicates()]

    @property
    def text(self) -> str:
        """The side in the words of params.yaml, a tuned learning rate with the number of rates tried."""
        return ", ".join(self._part(key, value) for key, value in self.selector.items()) or "the only variant"

    def only_record(self) -> str:
        """Return the one record of the side; NotEvaluatedError where the selector leaves several variants."""
        if len(self.records) > 1:
            found = f"{len(self.records)} variants of study '{self.study}' have {asked(self.selector)}"
            raise NotEvaluatedError(f"{self.name} side: {found}, where a comparison needs one")
        return self.records[0]

    def rows(self, table: str) -> pd.DataFrame:
        """Return the rows of another table that belong to the side's records; NotEvaluatedError where it has none."""
        frame = self.tables.get(table)
        if frame is None:
            raise NotEvaluatedError(f"{self.name} side: study '{self.study}' has no table '{table}' in this run")
        return frame[frame["record"].isin(self.records)]

    def _part(self, key: str, value: str | float) -> str:
        if self.choice is None or value != TUNED:
            return f"{key} {_plain(value)}"
        edge = ", the edge of its grid" if self.choice.at_edge else ""
        return f"{key} {self.choice.learning_rate:g} (tuned; {self.choice.tries} tried{edge})"


def resolve(name: str, study: str, selector: Selector, tables: Tables) -> Side:
    """Return a side of a claim; NotEvaluatedError where the study is gone or no variant has the settings asked for.

    `tuned` stands for the learning rate with the highest mean validation accuracy over the tuning seeds, among the
    variants that match the rest; a selector's own `study` goes before the claim's.
    """
    study = str(selector.get(STUDY, study))
    if study not in tables or "runs" not in tables[study]:
        raise NotEvaluatedError(f"params.yaml has no study '{study}' that trains{suggestion(study, tables)}")
    runs = tables[study]["runs"]
    matching = runs[_matches(runs, selector)]
    if matching.empty:
        raise NotEvaluatedError(
            f"{name} side: no variant of study '{study}' has {asked(selector)}; the grid was changed"
        )
    choice = None
    if selector.get("learning_rate") == TUNED:
        choice = tuned(matching)
        if choice is None:
            raise NotEvaluatedError(
                f"{name} side: no tuning seed in study '{study}' chose a rate for {asked(selector)}"
            )
        matching = matching[matching["record"] == choice.record]
    return Side(name, study, selector, tables[study], matching[matching["role"] == "report"], choice)


def shared_conditions(left: Side, right: Side) -> str:
    """Return the settings that are the same in all runs of both sides, for people."""
    runs = pd.concat([left.runs, right.runs])
    shared = [key for key in (*SETTINGS, "epochs") if key in runs and runs[key].nunique() == 1]
    return ", ".join(f"{key.replace('_', ' ')} {_plain(runs[key].iloc[0])}" for key in shared)


def asked(selector: Selector) -> str:
    """Return a selector in words."""
    parts = [f"{key} {_plain(value)}" for key, value in selector.items() if key != STUDY]
    return ", ".join(parts) or "any settings"


def _matches(runs: pd.DataFrame, selector: Selector) -> "pd.Series[bool]":
    matches = pd.Series(True, index=runs.index)
    for key, wanted in selector.items():
        if key == STUDY or wanted == TUNED:
            continue
        # Numbers of a grid are compared to seven digits, all that a CSV file keeps of them.
        near = (runs[key] / wanted - 1).abs() < 1e-6 if isinstance(wanted, float | int) else runs[key] == wanted
        matches &= near
    return matches


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
