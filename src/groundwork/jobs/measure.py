"""Job that runs one measurement for each seed of the study's base spec."""

import torch

from groundwork.components.catalog import load_component
from groundwork.config.catalog import MEASUREMENT
from groundwork.dataset.loading import Prepared
from groundwork.planning.specs import MeasurementSpec
from groundwork.records.schema import MeasuredRun, MeasurementBody
from groundwork.training.exactness import make_deterministic
from groundwork.training.splits import make_splits


def measure(spec: MeasurementSpec, prepared: Prepared, device_kind: str) -> MeasurementBody:
    """Return the measured values of every seed; deterministic."""
    make_deterministic()
    base, device = spec.base, torch.device(device_kind)
    measurement = load_component(MEASUREMENT, spec.measurement)
    return MeasurementBody(
        runs=[
            MeasuredRun(seed=seed, values=measurement(base, make_splits(prepared, base, seed, device), seed))
            for seed in base.seeds
        ]
    )
