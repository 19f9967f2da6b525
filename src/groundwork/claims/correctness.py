"""Which test images the runs of a side classify correctly, and how much the choice of the test images matters."""

import base64

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from groundwork.claims.sides import Side, VariantSide
from groundwork.dataset.origins import ORIGINS

TABLE = "correctness"


def percent_by_image(side: VariantSide, runs: pd.DataFrame) -> dict[int, NDArray[np.int16]]:
    """Return 100 for each test image that a run classifies correctly and 0 for each other, by seed.

    Only for runs that did not diverge, of a dataset whose test images are the same for all seeds.
    """
    table = side.tables.get(TABLE)
    if table is None or is_resplit(side):
        return {}
    finished = runs.loc[runs["outcome"] == "finished", ["record", "seed"]]
    rows = (
        table.merge(finished, on=["record", "seed"])
        .sort_values("horizon")
        .drop_duplicates(["record", "seed"], keep="last")
    )
    columns = (rows[name] for name in ("seed", "correct", "images"))
    return {int(seed): 100 * _unpacked(text, int(images)) for seed, text, images in zip(*columns, strict=True)}


def is_resplit(side: Side) -> bool:
    """Return whether every seed of a side's runs has its own test split, because the dataset has no official one."""
    return isinstance(side, VariantSide) and any(not ORIGINS[name].has_test_split for name in side.datasets)


def overlap(*sides: Side) -> float:
    """Return the variance of a mean over resplits that does not fall with their number, in variances over the splits.

    The number of test examples per example that is not in the test split (Nadeau and Bengio 2003); 0 where all seeds
    have the same test split.
    """
    names = {name for side in sides if is_resplit(side) for name in side.datasets}
    return max((ORIGINS[name].test_images / ORIGINS[name].train_images for name in names), default=0.0)


def _unpacked(text: str, images: int) -> NDArray[np.int16]:
    packed = np.frombuffer(base64.b64decode(text), dtype=np.uint8)
    return np.unpackbits(packed, count=images).astype(np.int16)
