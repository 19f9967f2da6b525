"""How far the gradient of a batch is from the gradient of all images."""

import torch

from groundwork.components.layers import eval_mode
from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun

SIZES = (16, 32, 64, 128, 256, 512, 1024)
MAX_IMAGES = 4096  # what the whole gradient is taken over, so that it stays cheap in every budget


def gradient_noise(spec: Spec, splits: Splits, seed: int, *, batches: PositiveInteger = 32) -> list[MeasuredValue]:
    """Return the noise of gradients by batch size, after the study's network was trained for one epoch.

    The noise is the root of the mean squared distance between a batch's gradient and that of all images, divided by the
    length of the latter. Images are drawn with replacement, `batches` times for each size, so that the expected square
    falls as one over the size, exactly; the second case starts from the measured noise of the smallest size and falls
    like that.
    """
    trained = SeedRun(spec.model_copy(update={"epochs": 1, "probes": ()}), splits, seed)
    trained.train("tuning")
    images, generator = trained.splits.train.first(MAX_IMAGES), generator_for(seed, "batches")
    whole = _gradient(trained, images)
    noise = {}
    for size in SIZES:
        draws = torch.randint(len(images), (batches, size), generator=generator).to(images.targets.device)
        apart = torch.stack([_gradient(trained, images.at(draw)) - whole for draw in draws])
        noise[size] = (apart.norm(dim=1).square().mean().sqrt() / whole.norm()).item()
    smallest = SIZES[0]
    return [
        *(measured("measured", "gradient_noise_ratio", size, noise[size]) for size in SIZES),
        *(
            measured(
                "one over the square root", "gradient_noise_ratio", size, noise[smallest] * (smallest / size) ** 0.5
            )
            for size in SIZES
        ),
    ]


def _gradient(trained: SeedRun, images: Split) -> torch.Tensor:
    """Return the gradient of the mean loss over some images as one vector."""
    with eval_mode(trained.model):
        loss = trained.task.loss(trained.model, images, trained.loss)
        gradients = torch.autograd.grad(loss, list(trained.model.parameters()))
    return torch.cat([each.flatten() for each in gradients])
