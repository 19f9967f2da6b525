"""Job that trains every seed of one spec."""

from collections.abc import Sequence
from typing import Literal

import torch

from groundwork.components.layers import describe, multiply_adds
from groundwork.dataset.loading import Prepared
from groundwork.jobs.choosing import last_horizon
from groundwork.planning.specs import Spec
from groundwork.records.schema import Record, TrainingBody
from groundwork.training.exactness import make_deterministic
from groundwork.training.run import SeedRun, fresh_model
from groundwork.training.splits import make_splits

Role = Literal["report", "tuning"]


def train_spec(spec: Spec, prepared: Prepared, device_kind: str, tuning_records: Sequence[Record] = ()) -> TrainingBody:
    """Train every seed of a spec and return the record's body; deterministic.

    If the spec depends on the choice of a learning rate, the tuning records say how far it is trained.
    """
    make_deterministic()
    device = torch.device(device_kind)
    chosen_until = last_horizon(spec, spec.choice, tuning_records) if spec.choice else None
    roles: list[tuple[int, Role]] = [(seed, "tuning") for seed in spec.tuning_seeds]
    roles += [(seed, "report") for seed in spec.seeds if chosen_until != 0]
    runs = [
        SeedRun(spec, make_splits(prepared, spec, seed, device), seed).train(role, chosen_until) for seed, role in roles
    ]
    seed = [*spec.seeds, *spec.tuning_seeds, 0][0]  # any seed: the shapes are the same
    splits = make_splits(prepared, spec, seed, device)
    model = fresh_model(spec, splits, seed)
    example = splits.shape, splits.train.inputs.dtype
    return TrainingBody(
        layers=describe(model, *example),
        multiply_adds=multiply_adds(model, *example),
        chosen_until=chosen_until,
        runs=runs,
    )
