"""One row per run, epoch and layer: what the probes read while the network trained."""

import pandas as pd

from groundwork.results import StudyResults
from groundwork.tables._rows import frame, runs_of, settings_of


def gradient_norms(results: StudyResults) -> pd.DataFrame:
    """Return the Euclidean norm of the gradient in each layer's weights at the end of each epoch."""
    return _readings(results, "gradient_norm")


def activations(results: StudyResults) -> pd.DataFrame:
    """Return mean and standard deviation, one row each, of each layer's outputs before the nonlinearity."""
    return _readings(results, "activation_")


def _readings(results: StudyResults, prefix: str) -> pd.DataFrame:
    return frame(
        {
            **settings_of(variant),
            "seed": run.seed,
            "role": run.role,
            "probe": reading.probe,
            "epoch": reading.epoch,
            "layer": reading.layer,
            "value": reading.value,
        }
        for variant, run in runs_of(results)
        for reading in run.readings
        if reading.probe.startswith(prefix)
    )
