"""Tables of the page as text cells, made from the tables of a study."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groundwork.core.findings import Fact
from groundwork.core.formatting import DASH, NBSP, interval, number, percent, quantity, words
from groundwork.report.inputs import Table

Row = Mapping[str, str]
LAYER_COLUMNS = ("model", "layer", "kind", "output_shape", "parameters")
UNIT_SUFFIXES = ("_percent", "_points")
LAST = "last"  # the part of a fact's name for the place of the measurement


@dataclass(frozen=True)
class Grid:
    """A table as shown on the page; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_grid(table: Table, confidence: float, decimals: int) -> Grid:
    """Return the `summary` table with one row per variant and one column per metric."""
    metrics = {row["metric"]: row["unit"] for row in table.rows}
    variants: dict[str, dict[str, Row]] = {}
    for row in table.rows:
        variants.setdefault(row["record"], {})[row["metric"]] = row
    columns = ("variant", "seeds", "diverged", *(_heading(metric, unit) for metric, unit in metrics.items()))
    rows = tuple(_variant_row(cells, list(metrics), decimals) for cells in variants.values())
    caption = (
        f"Mean over the reported seeds, ± half of the {percent(confidence)} interval. "
        "∞: some seed diverged. With an n: the mean of only n seeds, because the others have no "
        "such value; if those diverged, the mean is biased."
    )
    return Grid(caption, columns, rows)


def measurement_grid(facts: Iterable[Fact], study: str, label: str, decimals: int) -> Grid:
    """Return the facts of one measurement of a study, one row per case and metric."""
    rows = []
    for fact in facts:
        place, _, metric = _without_prefix(fact.name, study, label).rpartition(".")
        case = "" if place == LAST else place.removesuffix(f".{LAST}")
        seeds = DASH if fact.n is None else str(fact.n)
        mean = fact.note or quantity(fact.value, fact.unit, decimals)
        found = interval(fact.low, fact.high, fact.unit, decimals) or DASH
        rows.append((words(case or label), _heading(metric, ""), seeds, mean, found))
    caption = (
        "Mean over the seeds and its interval; measurements at several places, such as learning rates or layers, "
        "are shown at the highest one."
    )
    return Grid(caption, ("case", "metric", "seeds", "mean", "interval"), tuple(rows))


def layers_grid(table: Table) -> Grid:
    """Return the `layers` table without duplicate networks."""
    shown = dict.fromkeys(tuple(row[column] for column in LAYER_COLUMNS) for row in table.rows)
    rows = tuple((*texts, f"{int(float(parameters)):,}") for *texts, parameters in shown)
    columns = ("network", "layer", "kind", "output shape", "weights and biases")
    return Grid("The layers with weights, and their output shape for one example.", columns, rows)


def checks_grid(table: Table, check: str) -> Grid:
    """Return the quantities of one exact check; no rows if it has none."""
    measured = [row for row in table.rows if row["check"] == check and row["value"]]
    rows = tuple((words(row["quantity"]), f"{float(row['value']):.7g}") for row in measured)
    return Grid("What the check measured.", ("quantity", "value"), rows)


def _without_prefix(name: str, study: str, label: str) -> str:
    """Return a fact's name without its study and measurement, which is its label or its function's name."""
    rest = name.removeprefix(f"{study}.")
    return rest.removeprefix(f"{label}.") if rest.startswith(f"{label}.") else rest.partition(".")[2]


def _heading(metric: str, unit: str) -> str:
    for suffix in UNIT_SUFFIXES:
        metric = metric.removesuffix(suffix)
    return words(metric) if not unit or unit in metric else f"{words(metric)}, {unit}"


def _variant_row(cells: Mapping[str, Row], metrics: list[str], decimals: int) -> tuple[str, ...]:
    first = next(iter(cells.values()))
    seeds = max(int(row["n"]) for row in cells.values())
    texts = (_cell(cells.get(metric), seeds, decimals) for metric in metrics)
    return (first["variant"] or "the only one", str(seeds), first["diverged"], *texts)


def _cell(row: Row | None, seeds: int, decimals: int) -> str:
    if row is None or not row["mean"]:
        return DASH
    mean, low, high = (float(row[name]) if row[name] else math.nan for name in ("mean", "low", "high"))
    text = number(mean, row["unit"], decimals)
    half = (high - low) / 2
    plus_minus = f" ± {number(half, row['unit'], decimals)}" if math.isfinite(half) else ""
    return text + plus_minus + ("" if int(row["n"]) == seeds else f" (n{NBSP}={NBSP}{row['n']})")
