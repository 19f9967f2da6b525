"""One row per run, point of its learning curves and layer: the probe readings during training."""

from collections.abc import Callable

import pandas as pd

from groundwork.tables.shared.results import StudyResults
from groundwork.tables.shared.rows import frame, runs_of


def gradient_norms(results: StudyResults) -> pd.DataFrame:
    """Return the Euclidean norm of the gradient in each layer's weights at each point of the curves."""
    return _readings(results, _is_gradient_norm)


def activations(results: StudyResults) -> pd.DataFrame:
    """Return mean and standard deviation of each layer's outputs before the nonlinearity, one row each."""
    return _readings(results, _is_activation)


def probe_readings(results: StudyResults) -> pd.DataFrame:
    """Return the readings of all other probes by layer at each point of the curves."""
    return _readings(results, lambda probe: not (_is_gradient_norm(probe) or _is_activation(probe)))


def _is_gradient_norm(probe: str) -> bool:
    return probe == "gradient_norm"


def _is_activation(probe: str) -> bool:
    return probe.startswith("activation_")


def _readings(results: StudyResults, is_wanted: Callable[[str], bool]) -> pd.DataFrame:
    return frame(
        {
            **settings,
            "seed": run.seed,
            "role": run.role,
            "probe": reading.probe,
            "step": reading.step,
            "epoch": reading.epoch,
            "layer": reading.layer,
            "value": reading.value,
        }
        for settings, run in runs_of(results)
        for reading in run.readings
        if is_wanted(reading.probe)
    )
