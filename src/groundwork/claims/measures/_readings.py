"""What a probe read, as one table of seeds by layers."""

import re

import pandas as pd

from groundwork.claims.sides import NotEvaluatedError, VariantSide

HIDDEN = re.compile(r"hidden_(\d+)")


def at_start(side: VariantSide, table: str, probe: str) -> pd.DataFrame:
    """Return a probe's readings of the untrained network: one row per seed, one column per layer."""
    readings = _readings(side, table, probe)
    return _by_layer(readings[readings["epoch"] == 0])


def at_end(side: VariantSide, table: str, probe: str) -> pd.DataFrame:
    """Return a probe's readings of the weights that were kept, of the seeds that did not diverge; shaped the same."""
    readings = _readings(side, table, probe)
    finished = side.runs[side.runs["outcome"] == "finished"]
    kept = readings.merge(finished[["record", "seed", "kept_epoch"]], on=["record", "seed"])
    return _by_layer(kept[kept["epoch"] == kept["kept_epoch"]])


def ends_of_hidden(side: VariantSide, readings: pd.DataFrame) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Return the readings of the first and of the last layer called `hidden_N`, by seed."""
    hidden = sorted((layer for layer in readings if HIDDEN.fullmatch(str(layer))), key=_number)
    if len(hidden) < 2:
        raise NotEvaluatedError(f"{side.name} side: needs a network with at least two hidden layers")
    return readings[hidden[0]], readings[hidden[-1]]


def _readings(side: VariantSide, table: str, probe: str) -> pd.DataFrame:
    side.only_record()
    rows = side.rows(table)
    found = rows[rows["probe"] == probe]
    if found.empty:
        where = f"studies.{side.study} of params.yaml"
        raise NotEvaluatedError(f"{side.name} side: probe '{probe}' read nothing; name it under probes in {where}")
    return found


def _by_layer(readings: pd.DataFrame) -> pd.DataFrame:
    return readings.pivot_table(index="seed", columns="layer", values="value", dropna=False)


def _number(layer: object) -> int:
    return int(str(layer).rpartition("_")[2])
