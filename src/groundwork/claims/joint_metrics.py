"""Metrics that need both sides of a claim, by seed; each function has the name of its metric."""

import numpy as np
import pandas as pd

from groundwork.claims.sides import VariantSide
from groundwork.claims.values import SeedValues
from groundwork.tables.shared.speed import steps_to

ACCURACY = "validation_accuracy_percent"


def gap_at_equal_train_loss_points(left: VariantSide, right: VariantSide) -> tuple[SeedValues, SeedValues]:
    """Return train minus validation accuracy, in points, at the lowest training loss that both sides reach.

    Accuracy is interpolated between two points of the curve, where it first passes that loss. The test split is read
    at the horizons only, so the gap during training is that to the validation split.
    """
    curves_left, curves_right = _curves(left, "train_loss"), _curves(right, "train_loss")
    gaps_left, gaps_right = {}, {}
    for seed in curves_left.keys() & curves_right.keys():
        loss = max(curves_left[seed]["train_loss"].min(), curves_right[seed]["train_loss"].min())
        gaps_left[seed] = _gap_at(curves_left[seed], loss)
        gaps_right[seed] = _gap_at(curves_right[seed], loss)
    return SeedValues(gaps_left), SeedValues(gaps_right)


def steps_to_common_accuracy(left: VariantSide, right: VariantSide) -> tuple[SeedValues, SeedValues]:
    """Return the steps after which each side first reaches the validation accuracy at which the slower one ends.

    They are interpolated on the logarithm of the steps between the points of the curve after training began. A seed of
    which a side has not learned anything, as its untrained network is as accurate as that, has no value.
    """
    curves_left, curves_right = _curves(left, ACCURACY), _curves(right, ACCURACY)
    steps_left, steps_right = {}, {}
    for seed in curves_left.keys() & curves_right.keys():
        ends = (float(curves[seed][ACCURACY].iloc[-1]) for curves in (curves_left, curves_right))
        target = min(ends)
        steps_left[seed] = _steps_to(curves_left[seed], target)
        steps_right[seed] = _steps_to(curves_right[seed], target)
    return SeedValues(steps_left), SeedValues(steps_right)


def _curves(side: VariantSide, column: str) -> dict[int, pd.DataFrame]:
    """Return the curve of each seed that did not diverge, in order of steps, where a column has values."""
    side.only_record()
    finished = set(side.runs.loc[side.runs["outcome"] == "finished", "seed"].astype(int))
    rows = side.rows("curves").dropna(subset=[column]).astype({"seed": int})
    curves = rows[rows["seed"].isin(finished)]
    return {int(str(seed)): curve.sort_values("step") for seed, curve in curves.groupby("seed")}


def _steps_to(curve: pd.DataFrame, accuracy: float) -> float:
    steps, accuracies = (curve[name].to_numpy(dtype=np.float64) for name in ("step", ACCURACY))
    return steps_to(steps, accuracies, accuracy)


def _gap_at(curve: pd.DataFrame, loss: float) -> float:
    losses = curve["train_loss"].to_numpy(dtype=float)
    gaps = (curve["train_accuracy_percent"] - curve["validation_accuracy_percent"]).to_numpy(dtype=float)
    after = int(np.flatnonzero(losses <= loss)[0])
    if after == 0:
        return float(gaps[0])
    share = (losses[after - 1] - loss) / (losses[after - 1] - losses[after])
    return float(gaps[after - 1] + share * (gaps[after] - gaps[after - 1]))
