"""Derived metrics: each function measures both sides of a claim seed by seed, and its name is the metric's name."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.choices import suggestion
from groundwork.claims.measured import Measured, read_column
from groundwork.claims.sides import NotEvaluatedError, Side

POINT = 1.0


def tuning_width_decades(left: Side, right: Side) -> tuple[Measured, Measured]:
    """Return the decades of learning rate around the best one that stay within one point of its validation accuracy.

    Accuracy between two rates of the grid is interpolated on log rate. Where the range reaches the end of the grid, its
    width is a lower bound; where the best rate is itself the end, the seed has no width.
    """
    return _widths(left), _widths(right)


def gap_at_equal_train_loss_points(left: Side, right: Side) -> tuple[Measured, Measured]:
    """Return train minus validation accuracy, in points, at the lowest training loss that both sides reach.

    Losses between two epochs are interpolated, at the first time that a curve passes the loss; the test split is
    read only once, at the end, so the gap during training is that to the validation split.
    """
    curves_left, curves_right = _curves(left), _curves(right)
    gaps_left, gaps_right = {}, {}
    for seed in curves_left.keys() & curves_right.keys():
        loss = max(curves_left[seed]["train_loss"].min(), curves_right[seed]["train_loss"].min())
        gaps_left[seed] = _gap_at(curves_left[seed], loss)
        gaps_right[seed] = _gap_at(curves_right[seed], loss)
    return Measured(gaps_left), Measured(gaps_right)


def lead_of_cnn_over_mlp_points(left: Side, right: Side) -> tuple[Measured, Measured]:
    """Return by how many points of test accuracy the variant `cnn` is ahead of the variant `mlp` on each side."""
    return _lead(left), _lead(right)


def recommended_learning_rate(left: Side, right: Side) -> tuple[Measured, Measured]:
    """Return the learning rate that a side stands for: a range test's suggestion, or else the variant's own rate.

    A suggestion is a lower bound where the loss was still falling when the ramp ended.
    """
    return _recommendation(left), _recommendation(right)


def _widths(side: Side) -> Measured:
    widths, open_ended = {}, set()
    for seed, runs in side.runs.groupby("seed"):
        if runs["learning_rate"].duplicated().any() or len(runs) < 2:
            raise NotEvaluatedError(f"{side.name} side: needs one variant at each of at least two learning rates")
        ordered = runs.sort_values("learning_rate")
        width, bounded = _width(ordered["learning_rate"], ordered["validation_accuracy_percent"])
        widths[int(str(seed))] = width
        if not bounded:
            open_ended.add(int(str(seed)))
    return Measured(widths, frozenset(open_ended))


def _width(rates: "pd.Series[float]", accuracies: "pd.Series[float]") -> tuple[float, bool]:
    """Return the width in decades, and whether both of its ends lie within the grid."""
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
    """Return where the values first fall below the level, interpolated; None where they never do."""
    below = np.flatnonzero(values < level)
    if below.size == 0:
        return None
    after = int(below[0])
    share = (values[after - 1] - level) / (values[after - 1] - values[after])
    return float(places[after - 1] + share * (places[after] - places[after - 1]))


def _curves(side: Side) -> dict[int, pd.DataFrame]:
    """Return the curve of each seed that did not diverge, by seed, in order of epoch."""
    side.only_record()
    finished = set(side.runs.loc[side.runs["outcome"] == "finished", "seed"].astype(int))
    rows = side.rows("curves").dropna(subset=["train_loss"])
    curves = rows[(rows["role"] == "report") & rows["seed"].isin(finished)]
    return {int(str(seed)): curve.sort_values("epoch") for seed, curve in curves.groupby("seed")}


def _gap_at(curve: pd.DataFrame, loss: float) -> float:
    losses = curve["train_loss"].to_numpy(dtype=float)
    gaps = (curve["train_accuracy_percent"] - curve["validation_accuracy_percent"]).to_numpy(dtype=float)
    after = int(np.flatnonzero(losses <= loss)[0])
    if after == 0:
        return float(gaps[0])
    share = (losses[after - 1] - loss) / (losses[after - 1] - losses[after])
    return float(gaps[after - 1] + share * (gaps[after] - gaps[after - 1]))


def _lead(side: Side) -> Measured:
    accuracies = {}
    for model in ("cnn", "mlp"):
        runs = side.runs[side.runs["model"] == model]
        if runs["record"].nunique() != 1:
            raise NotEvaluatedError(f"{side.name} side: needs exactly one variant with model {model}")
        accuracies[model] = dict(zip(runs["seed"].astype(int), runs["test_accuracy_percent"], strict=True))
    seeds = accuracies["cnn"].keys() & accuracies["mlp"].keys()
    return Measured({seed: float(accuracies["cnn"][seed] - accuracies["mlp"][seed]) for seed in seeds})


def _recommendation(side: Side) -> Measured:
    side.only_record()
    if not side.runs["schedule"].astype(str).str.startswith("exponential_ramp").all():
        return read_column("learning_rate", side)
    steps = side.rows("step_losses")
    rates, open_ended = {}, set()
    for seed in side.runs["seed"].astype(int):
        ramp = steps[steps["seed"] == seed].sort_values("step")
        found = suggestion(ramp["learning_rate_at_step"].to_numpy(dtype=float), ramp["loss"].to_numpy(dtype=float))
        rates[seed] = found.learning_rate if found else float("nan")
        if found and found.open_ended:
            open_ended.add(seed)
    return Measured(rates, frozenset(open_ended))
