"""Metrics derived from one side of a claim, by seed; each function has the name of its metric."""

import re
from collections.abc import Callable
from math import prod

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.claims.correctness import percent_by_image
from groundwork.claims.sides import NotEvaluatedError, VariantSide
from groundwork.claims.values import SeedValues, column_values
from groundwork.core.statistics import around_root_mean_square
from groundwork.tables.shared.choices import suggestion
from groundwork.tables.shared.rows import component_of

CONVOLUTION = "Conv2d"
HIDDEN = re.compile(r"hidden_(\d+)")
POINT = 1.0


def dead_units_percent(side: VariantSide) -> SeedValues:
    """Return the percentage of dead units over all layers with an activation; none for a diverged seed."""
    return _percent_of_all(side, _at_end(side, "probe_readings", "dead_units"), _units)


def sparsity_percent(side: VariantSide) -> SeedValues:
    """Return the percentage of zeros among the outputs of all activation functions; none for a diverged seed."""
    return _percent_of_all(side, _at_end(side, "probe_readings", "sparsity"), _outputs)


def initial_sparsity_percent(side: VariantSide) -> SeedValues:
    """Return the percentage of zeros among the outputs of all activation functions of the untrained network."""
    return _percent_of_all(side, _at_start(side, "probe_readings", "sparsity"), _outputs)


def weight_norm(side: VariantSide) -> SeedValues:
    """Return the Euclidean norm of all weights together; none for a diverged seed."""
    norms = _at_end(side, "probe_readings", "weight_norm")
    together = np.sqrt((norms.to_numpy() ** 2).sum(axis=1))
    return SeedValues({int(seed): float(value) for seed, value in zip(norms.index, together, strict=True)})


def signal_kept_ratio(side: VariantSide) -> SeedValues:
    """Return the std of the last hidden layer's outputs divided by that of the first, in the untrained network.

    If the first layer's outputs are constant, there is no signal to keep, and the seed has no value. The mean over
    seeds is the root mean square, see `around_root_mean_square`.
    """
    first, last = _ends_of_hidden(side, _at_start(side, "activations", "activation_std"))
    return _root_mean_square(last / first.where(first > 0))


def gradient_kept_ratio(side: VariantSide) -> SeedValues:
    """Return the gradient norm of the first hidden layer's weights divided by that of the last, untrained.

    If the gradient of the last hidden layer is zero, there is nothing to keep, and the seed has no value. The mean
    over seeds is the root mean square, see `around_root_mean_square`.
    """
    first, last = _ends_of_hidden(side, _at_start(side, "gradient_norms", "gradient_norm"))
    return _root_mean_square(first / last.where(last > 0))


def distance_between_seeds_points(side: VariantSide) -> SeedValues:
    """Return the absolute difference in test accuracy between two seeds, in points; each seed is in one pair.

    Seeds are paired in order, and a pair is identified by its first seed; an odd last seed is left out.
    """
    side.only_record()
    accuracies = dict(zip(side.runs["seed"].astype(int), side.runs["test_accuracy_percent"], strict=True))
    pairs = [pair for pair in _pairs(sorted(accuracies)) if len(pair) == 2]
    return SeedValues({first: abs(float(accuracies[first] - accuracies[second])) for first, second in pairs})


def lead_of_cnn_over_mlp_points(side: VariantSide) -> SeedValues:
    """Return the test accuracy of variant `cnn` minus that of variant `mlp`, in points."""
    accuracies, by_image = {}, {}
    for model in ("cnn", "mlp"):
        runs = side.runs[side.runs["model"] == model]
        if runs["record"].nunique() != 1:
            raise NotEvaluatedError(f"{side.name} side: needs exactly one variant with model {model}")
        accuracies[model] = dict(zip(runs["seed"].astype(int), runs["test_accuracy_percent"], strict=True))
        by_image[model] = percent_by_image(side, runs)
    seeds = accuracies["cnn"].keys() & accuracies["mlp"].keys()
    leads = {seed: float(accuracies["cnn"][seed] - accuracies["mlp"][seed]) for seed in seeds}
    known = by_image["cnn"].keys() & by_image["mlp"].keys()
    return SeedValues(leads, images={seed: by_image["cnn"][seed] - by_image["mlp"][seed] for seed in known})


def tuning_width_decades(side: VariantSide) -> SeedValues:
    """Return the width in decades of the learning rates within one point of the best validation accuracy.

    Accuracy is interpolated linearly in the logarithm of the learning rate. If the range reaches the end of the grid,
    its width is a lower bound; if the best learning rate is at the end, the seed has no width.
    """
    widths, open_ended = {}, set()
    for seed, runs in side.runs.groupby("seed"):
        if runs["learning_rate"].duplicated().any() or len(runs) < 2:
            raise NotEvaluatedError(f"{side.name} side: needs one variant at each of at least two learning rates")
        ordered = runs.sort_values("learning_rate")
        width, bounded = _width(ordered["learning_rate"], ordered["validation_accuracy_percent"])
        widths[int(str(seed))] = width
        if not bounded:
            open_ended.add(int(str(seed)))
    return SeedValues(widths, frozenset(open_ended))


def recommended_learning_rate(side: VariantSide) -> SeedValues:
    """Return a range test's suggested learning rate, or otherwise the variant's own.

    A suggestion is a lower bound if the loss was still falling when the ramp ended.
    """
    side.only_record()
    schedules = [component_of(each, "schedule") for each in side.runs["components"]]
    if not all(schedule and schedule.name == "exponential_ramp" for schedule in schedules):
        return column_values("learning_rate", side)
    steps = side.rows("step_losses")
    rates, open_ended = {}, set()
    for seed in side.runs["seed"].astype(int):
        ramp = steps[steps["seed"] == seed].sort_values("step")
        found = suggestion(ramp["learning_rate_at_step"].to_numpy(dtype=float), ramp["step_loss"].to_numpy(dtype=float))
        rates[seed] = found.learning_rate if found else float("nan")
        if found and found.open_ended:
            open_ended.add(seed)
    return SeedValues(rates, frozenset(open_ended))


def _percent_of_all(side: VariantSide, shares: pd.DataFrame, size: Callable[[str, str], int]) -> SeedValues:
    """Return the percentage over all layers from their shares (seeds, layers), weighted by the layers' sizes."""
    layers = side.rows("layers").set_index("layer")
    sizes = np.array([size(layers["kind"][str(layer)], layers["output_shape"][str(layer)]) for layer in shares])
    percents = 100 * shares.to_numpy() @ (sizes / sizes.sum())
    return SeedValues({int(seed): float(value) for seed, value in zip(shares.index, percents, strict=True)})


def _outputs(_kind: str, shape: str) -> int:
    """Return the number of a layer's outputs for one example from its output shape."""
    return prod(map(int, str(shape).split("x")))


def _units(kind: str, shape: str) -> int:
    """Return the number of a layer's units from its output shape: 32 filters of 32x14x14, 64 units of 16x64."""
    sizes = str(shape).split("x")
    return int(sizes[0] if kind == CONVOLUTION else sizes[-1])


def _root_mean_square(ratios: "pd.Series[float]") -> SeedValues:
    stretched = around_root_mean_square(np.asarray(ratios, dtype=np.float64))
    return SeedValues({int(seed): float(value) for seed, value in zip(ratios.index, stretched, strict=True)})


def _pairs(seeds: list[int]) -> list[tuple[int, ...]]:
    return [tuple(seeds[place : place + 2]) for place in range(0, len(seeds), 2)]


def _width(rates: "pd.Series[float]", accuracies: "pd.Series[float]") -> tuple[float, bool]:
    """Return the width in decades, and whether both ends are within the grid."""
    decades = np.log10(np.asarray(rates, dtype=np.float64))
    values = np.asarray(accuracies, dtype=np.float64)
    best = int(np.argmax(values))
    if best in (0, len(values) - 1):
        return float("nan"), True
    level = float(values[best]) - POINT
    up = _crossing(decades[best:], values[best:], level)
    down = _crossing(decades[best::-1], values[best::-1], level)
    ends = [decades[-1] if up is None else up, decades[0] if down is None else down]
    return float(ends[0] - ends[1]), up is not None and down is not None


def _crossing(places: NDArray[np.float64], values: NDArray[np.float64], level: float) -> float | None:
    """Return where the values first fall below the level, interpolated; None if they never do."""
    below = np.flatnonzero(values < level)
    if below.size == 0:
        return None
    after = int(below[0])
    share = (values[after - 1] - level) / (values[after - 1] - values[after])
    return float(places[after - 1] + share * (places[after] - places[after - 1]))


def _at_start(side: VariantSide, table: str, probe: str) -> pd.DataFrame:
    """Return a probe's readings of the untrained network: one row per seed, one column per layer."""
    readings = _readings(side, table, probe)
    return _by_layer(readings[readings["epoch"] == 0])


def _at_end(side: VariantSide, table: str, probe: str) -> pd.DataFrame:
    """Return a probe's readings of the kept weights of seeds that did not diverge, in the same shape."""
    readings = _readings(side, table, probe)
    finished = side.runs[side.runs["outcome"] == "finished"]
    kept = readings.merge(finished[["record", "seed", "kept_epoch"]], on=["record", "seed"])
    found = kept[kept["epoch"] == kept["kept_epoch"]]
    if found.empty and not finished.empty:
        raise NotEvaluatedError(f"{side.name} side: probe '{probe}' was not read after so many steps")
    return _by_layer(found)


def _ends_of_hidden(side: VariantSide, readings: pd.DataFrame) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    """Return the readings of the first and last layer named `hidden_N`, by seed."""
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
