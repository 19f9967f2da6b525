"""Gradient noise: the distance of mini-batch gradients from the full gradient."""

import torch

from groundwork.components.layers import eval_mode
from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun

BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)
MAX_IMAGES = 4096  # for the full gradient, to keep it cheap in every budget


def gradient_noise(spec: Spec, splits: Splits, seed: int, *, batches: PositiveInteger = 32) -> list[MeasuredValue]:
    """Return the gradient noise by batch size, after training the study's network for one epoch.

    The noise is the root mean squared distance between a batch's gradient and that of all images, divided by the norm
    of the latter. `batches` batches per size are drawn with replacement, so the expected square is exactly proportional
    to one over the batch size; the second case extrapolates the noise at the smallest size by this law.
    """
    trained = SeedRun(spec.model_copy(update={"epochs": 1, "probes": ()}), splits, seed)
    trained.train("tuning")
    images, generator = trained.splits.train.first(MAX_IMAGES), generator_for(seed, "batches")
    full_gradient = _gradient(trained, images)
    noise = {}
    for size in BATCH_SIZES:
        draws = torch.randint(len(images), (batches, size), generator=generator).to(images.targets.device)
        errors = torch.stack([_gradient(trained, images.at(draw)) - full_gradient for draw in draws])
        noise[size] = (errors.norm(dim=1).square().mean().sqrt() / full_gradient.norm()).item()
    smallest = BATCH_SIZES[0]
    return [
        *(measured("measured", "gradient_noise_ratio", size, noise[size]) for size in BATCH_SIZES),
        *(
            measured(
                "one over the square root", "gradient_noise_ratio", size, noise[smallest] * (smallest / size) ** 0.5
            )
            for size in BATCH_SIZES
        ),
    ]


def _gradient(trained: SeedRun, images: Split) -> torch.Tensor:
    """Return the gradient of the mean loss over the images as one vector."""
    with eval_mode(trained.model):
        loss = trained.task.loss(trained.model, images, trained.loss)
        gradients = torch.autograd.grad(loss, list(trained.model.parameters()))
    return torch.cat([each.flatten() for each in gradients])
