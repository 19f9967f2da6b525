"""Computes single operations and whole records with the kernels that the environment selects."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from groundwork.config.names import Component
from groundwork.core.identity import digest_of
from groundwork.dataset.loading import Prepared, load
from groundwork.jobs import fit, train
from groundwork.planning.specs import FitSpec, Spec

SETTINGS: dict[str, dict[str, Any]] = {"mlp": {"hidden_layer_sizes": [128, 64]}, "cnn": {}}
SPEC: dict[str, Any] = {
    "dataset": "fashion-mnist",
    "train_images": 1280,
    "validation_images": 256,
    "epochs": 4,
    "seeds": (1,),
    "tuning_seeds": (),
    "preprocessing": Component(name="unit_range"),
    "augmentation": Component(name="none"),
    "initializer": Component(name="torch_default"),
    "loss": Component(name="cross_entropy"),
    "optimizer": Component(name="adam"),
    "learning_rate": 0.001,
    "schedule": Component(name="constant"),
    "batch_size": 128,
    "clip_norm": None,
    "patience": None,
    "probes": (),
    "keep_step_losses": True,
    "horizons": (40,),
}


def main() -> None:
    """Write the arrays, and print the digests of records, or seconds if requested, as JSON."""
    torch.set_num_threads(1)
    prepared = load(Path(sys.argv[1]))
    # Other kernels are wanted here; a job would reject them.
    for job in (train, fit):
        vars(job)["make_deterministic"] = _exact_but_for_kernels
    if "--costs" in sys.argv:
        print(json.dumps({"seconds": {name: _seconds(name, prepared) for name in SETTINGS}}))
        return
    arrays, records = operations(), {}
    for name in SETTINGS:
        body = train.train_spec(_spec(name), prepared, "cpu")
        arrays[f"losses of {name}"] = np.array(body.runs[0].step_losses)
        records[name] = digest_of(body.model_dump(mode="json"))
    records["logistic regression"] = digest_of(fit.fit_spec(_fit_spec(), prepared).model_dump(mode="json"))
    records["operations"] = digest_of({name: each.tobytes().hex() for name, each in arrays.items()})
    np.savez(sys.argv[2], **arrays)
    print(json.dumps({"records": records}))


def operations() -> dict[str, Any]:
    """Return the results of single operations on fixed inputs."""
    integers = np.random.default_rng(0).integers(-1000, 1000, 1_000_000).astype(np.float32) / 500
    numbers = torch.from_numpy(integers)
    x, w, scores = (
        numbers[: 128 * 784].view(128, 784),
        numbers[-128 * 784 :].view(128, 784),
        numbers[:1280].view(128, 10),
    )
    images = numbers[: 128 * 16 * 14 * 14].view(128, 16, 14, 14).contiguous(memory_format=torch.channels_last)
    gray, filters = x.reshape(128, 1, 28, 28), numbers[-32 * 16 * 9 :].view(32, 16, 3, 3)
    found = {
        "normal random numbers": torch.randn(1000, generator=torch.Generator().manual_seed(0)),
        "uniform random numbers": torch.rand(1000, generator=torch.Generator().manual_seed(0)),
        "product of matrices": x @ w.T,
        "convolution of 1 channel": functional.conv2d(gray, numbers[: 16 * 9].view(16, 1, 3, 3), stride=2, padding=1),
        "convolution of 16 channels": functional.conv2d(images, filters, stride=2, padding=1),
        "softmax": scores.softmax(1),
        "sum": x.sum(1),
        "tanh": x.tanh(),
        "batch normalization": functional.batch_norm(x, None, None, training=True),
        "adam": _after_adam(x[:64, :64].clone(), w[:64, :64]),
    }
    return {name: each.numpy() for name, each in found.items()} | {"numpy's exp": np.exp(integers.astype(np.float64))}


def _after_adam(values: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    parameter = torch.nn.Parameter(values)
    parameter.grad = gradient.clone()
    torch.optim.Adam([parameter], lr=0.01, fused=True).step()
    return parameter.detach()


def _seconds(name: str, prepared: Prepared) -> float:
    """Return the CPU seconds of a training run, after a separate warm-up run."""
    train.train_spec(_spec(name), prepared, "cpu")
    start = time.process_time()
    train.train_spec(_spec(name), prepared, "cpu")
    return round(time.process_time() - start, 3)


def _spec(name: str) -> Spec:
    return Spec.model_validate(SPEC | {"model": Component(name=name, settings=SETTINGS[name])})


def _fit_spec() -> FitSpec:
    fields = {key: value for key, value in SPEC.items() if key in FitSpec.model_fields}
    return FitSpec.model_validate(fields | {"model": Component(name="logistic_regression"), "train_images": 600})


def _exact_but_for_kernels() -> None:
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)


if __name__ == "__main__":
    main()
