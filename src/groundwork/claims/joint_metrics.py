"""Metrics that need both sides of a claim, by seed; each function has the name of its metric."""

import numpy as np
import pandas as pd

from groundwork.claims.sides import VariantSide
from groundwork.claims.values import SeedValues


def gap_at_equal_train_loss_points(left: VariantSide, right: VariantSide) -> tuple[SeedValues, SeedValues]:
    """Return train minus validation accuracy, in points, at the lowest training loss that both sides reach.

    Accuracy is interpolated between two epochs, where the curve first passes that loss. The test split is read only
    once, at the end, so the gap during training is that to the validation split.
    """
    curves_left, curves_right = _curves(left), _curves(right)
    gaps_left, gaps_right = {}, {}
    for seed in curves_left.keys() & curves_right.keys():
        loss = max(curves_left[seed]["train_loss"].min(), curves_right[seed]["train_loss"].min())
        gaps_left[seed] = _gap_at(curves_left[seed], loss)
        gaps_right[seed] = _gap_at(curves_right[seed], loss)
    return SeedValues(gaps_left), SeedValues(gaps_right)


def _curves(side: VariantSide) -> dict[int, pd.DataFrame]:
    """Return the curve of each seed that did not diverge, in order of epoch."""
    side.only_record()
    finished = set(side.runs.loc[side.runs["outcome"] == "finished", "seed"].astype(int))
    rows = side.rows("curves").dropna(subset=["train_loss"]).astype({"seed": int})
    curves = rows[rows["seed"].isin(finished)]
    return {int(str(seed)): curve.sort_values("epoch") for seed, curve in curves.groupby("seed")}


def _gap_at(curve: pd.DataFrame, loss: float) -> float:
    losses = curve["train_loss"].to_numpy(dtype=float)
    gaps = (curve["train_accuracy_percent"] - curve["validation_accuracy_percent"]).to_numpy(dtype=float)
    after = int(np.flatnonzero(losses <= loss)[0])
    if after == 0:
        return float(gaps[0])
    share = (losses[after - 1] - loss) / (losses[after - 1] - losses[after])
    return float(gaps[after - 1] + share * (gaps[after] - gaps[after - 1]))
