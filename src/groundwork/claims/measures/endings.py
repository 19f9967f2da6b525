"""Metrics about the weights that training ends with."""

import numpy as np

from groundwork.claims.measured import Measured
from groundwork.claims.measures._readings import at_end
from groundwork.claims.sides import VariantSide

CONVOLUTION = "Conv2d"


def dead_units_percent(side: VariantSide) -> Measured:
    """Return the share of dead units among all that an activation function follows; none for a seed that diverged."""
    shares = at_end(side, "probe_readings", "dead_units")
    layers = side.rows("layers").set_index("layer")
    units = np.array([_units(layers["kind"][str(layer)], layers["output_shape"][str(layer)]) for layer in shares])
    percents = 100 * shares.to_numpy() @ (units / units.sum())
    return Measured({int(seed): float(value) for seed, value in zip(shares.index, percents, strict=True)})


def weight_norm(side: VariantSide) -> Measured:
    """Return the Euclidean norm of all layers' weights together; none for a seed that diverged."""
    norms = at_end(side, "probe_readings", "weight_norm")
    together = np.sqrt((norms.to_numpy() ** 2).sum(axis=1))
    return Measured({int(seed): float(value) for seed, value in zip(norms.index, together, strict=True)})


def _units(kind: str, shape: str) -> int:
    """Return the number of a layer's units from its output's shape: of 32x14x14 the 32 filters, of 16x64 the 64."""
    sizes = str(shape).split("x")
    return int(sizes[0] if kind == CONVOLUTION else sizes[-1])
