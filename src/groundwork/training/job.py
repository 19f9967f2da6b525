"""One training job: the record of one spec, with what it cost told apart from what it found."""

import resource
import time
from dataclasses import dataclass

import torch

from groundwork.dataset.loading import Prepared
from groundwork.layers import describe
from groundwork.plan import Spec
from groundwork.records import Layer, TrainingBody
from groundwork.training.exactness import make_exact
from groundwork.training.run import SeedRun, fresh_model
from groundwork.training.splits import Splits, make_splits


@dataclass(frozen=True)
class Cost:
    """What a job took: seconds of training, images passed forward and backward, bytes of memory at the peak."""

    seconds: float
    images: int
    peak_memory_bytes: int

    @property
    def images_per_second(self) -> float:
        """Training images per second, evaluation and probes included in the time."""
        return self.images / self.seconds if self.seconds else 0.0


def train_spec(spec: Spec, prepared: Prepared, device_kind: str) -> tuple[TrainingBody, Cost]:
    """Train every seed of a spec and return the record's body with its cost; the same spec gives the same body."""
    make_exact()
    device = torch.device(device_kind)
    splits = make_splits(prepared, spec, device)
    start = time.perf_counter()
    roles = [*((seed, "tuning") for seed in spec.tuning_seeds), *((seed, "report") for seed in spec.seeds)]
    runs = [SeedRun(spec, splits, seed).train(role) for seed, role in roles]  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    body = TrainingBody(layers=_layers(spec, splits), runs=runs)
    return body, Cost(seconds, sum(run.epochs[-1].images_seen for run in runs), _peak_memory(device))


def _layers(spec: Spec, splits: Splits) -> list[Layer]:
    return describe(fresh_model(spec, splits, spec.seeds[0]), splits.shape)


def _peak_memory(device: torch.device) -> int:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
