"""Metrics about how far a signal and its gradient get through the layers of a network."""

import pandas as pd

from groundwork.claims.measured import Measured
from groundwork.claims.measures._readings import at_start, ends_of_hidden
from groundwork.claims.sides import VariantSide


def signal_kept_ratio(side: VariantSide) -> Measured:
    """Return the spread of the last hidden layer's outputs over that of the first, in the untrained network.

    A first layer whose outputs are all alike has no signal that could be kept: the seed has no value.
    """
    first, last = ends_of_hidden(side, at_start(side, "activations", "activation_spread"))
    return _ratios(last, first)


def gradient_kept_ratio(side: VariantSide) -> Measured:
    """Return the norm of the gradient in the first hidden layer's weights over that in the last, untrained.

    Where no gradient enters the last hidden layer there is none that could be kept: the seed has no value.
    """
    first, last = ends_of_hidden(side, at_start(side, "gradient_norms", "gradient_norm"))
    return _ratios(first, last)


def _ratios(end: "pd.Series[float]", start: "pd.Series[float]") -> Measured:
    ratios = end / start.where(start > 0)
    return Measured({int(seed): float(ratio) for seed, ratio in zip(ratios.index, ratios, strict=True)})
