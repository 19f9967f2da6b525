"""Tables of the page: columns and rows of text, made from the tables of a study."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groundwork.core.findings import Fact
from groundwork.core.formatting import DASH, NBSP, interval, number, percent, quantity, words
from groundwork.report.inputs import Table

Row = Mapping[str, str]
LAYER_COLUMNS = ("model", "layer", "kind", "output_shape", "parameters")
UNIT_SUFFIXES = ("_percent", "_points")
LAST = "last"  # the part of a fact's name that says at which place it was measured


@dataclass(frozen=True)
class Grid:
    """A table as the page shows it; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_grid(table: Table, confidence: float, decimals: int) -> Grid:
    """Return the `summary` table with one row for each variant and one column for each metric."""
    metrics = {row["metric"]: row["unit"] for row in table.rows}
    variants: dict[str, dict[str, Row]] = {}
    for row in table.rows:
        variants.setdefault(row["record"], {})[row["metric"]] = row
    columns = ("variant", "seeds", "diverged", *(_heading(metric, unit) for metric, unit in metrics.items()))
    rows = tuple(_variant_row(cells, list(metrics), decimals) for cells in variants.values())
    caption = (
        f"Mean over the reported seeds, ± half of the {percent(confidence)} interval. "
        "∞: some seed diverged or missed the target. With an n: the mean of only so many seeds, as the others have no "
        "such value; where they diverged, it flatters."
    )
    return Grid(caption, columns, rows)


def measurement_grid(facts: Iterable[Fact], study: str, label: str, decimals: int) -> Grid:
    """Return the facts of one measurement of a study, one row for each case and metric."""
    rows = []
    for fact in facts:
        place, _, metric = _without_prefix(fact.name, study, label).rpartition(".")
        case = "" if place == LAST else place.removesuffix(f".{LAST}")
        seeds = DASH if fact.n is None else str(fact.n)
        mean = fact.note or quantity(fact.value, fact.unit, decimals)
        found = interval(fact.low, fact.high, fact.unit, decimals) or DASH
        rows.append((words(case or label), _heading(metric, ""), seeds, mean, found))
    caption = (
        "Mean over the seeds and its interval; what was measured at several places, such as rates or layers, "
        "at the highest of them."
    )
    return Grid(caption, ("case", "metric", "seeds", "mean", "interval"), tuple(rows))


def layers_grid(table: Table) -> Grid:
    """Return the `layers` table, each network once."""
    shown = dict.fromkeys(tuple(row[column] for column in LAYER_COLUMNS) for row in table.rows)
    rows = tuple((*texts, f"{int(float(parameters)):,}") for *texts, parameters in shown)
    columns = ("network", "layer", "kind", "shape of the output", "weights and biases")
    return Grid("The layers that have weights, with the shape of what they put out for one example.", columns, rows)


def checks_grid(table: Table, check: str) -> Grid:
    """Return the quantities that one exact check looked at; no rows where it measured nothing."""
    measured = [row for row in table.rows if row["check"] == check and row["value"]]
    rows = tuple((words(row["quantity"]), f"{float(row['value']):.7g}") for row in measured)
    return Grid("What the check measured.", ("quantity", "value"), rows)


def _without_prefix(name: str, study: str, label: str) -> str:
    """Return a fact's name without its study and measurement, which goes by its label or by its function alone."""
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
