"""Job that trains every seed of one spec."""

from typing import Literal

import torch

from groundwork.components.layers import describe, multiply_adds
from groundwork.dataset.loading import Prepared
from groundwork.planning.specs import Spec
from groundwork.records.schema import TrainingBody
from groundwork.training.exactness import make_deterministic
from groundwork.training.run import SeedRun, fresh_model
from groundwork.training.splits import make_splits

Role = Literal["report", "tuning"]


def train_spec(spec: Spec, prepared: Prepared, device_kind: str) -> TrainingBody:
    """Train every seed of a spec and return the record's body; deterministic."""
    make_deterministic()
    device = torch.device(device_kind)
    roles: list[tuple[int, Role]] = [(seed, "tuning") for seed in spec.tuning_seeds]
    roles += [(seed, "report") for seed in spec.seeds]
    runs = [SeedRun(spec, make_splits(prepared, spec, seed, device), seed).train(role) for seed, role in roles]
    splits = make_splits(prepared, spec, spec.seeds[0], device)
    model = fresh_model(spec, splits, spec.seeds[0])
    example = splits.shape, splits.train.inputs.dtype
    return TrainingBody(layers=describe(model, *example), multiply_adds=multiply_adds(model, *example), runs=runs)
