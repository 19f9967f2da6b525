"""The Fréchet distance between sets of images, and what the number of images does to it."""

import torch

from groundwork.components.models.autoencoders import Autoencoder
from groundwork.components.randomness import generator_for
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.shared.feature_space import feature_space
from groundwork.tasks.shared.generated import decoded
from groundwork.tasks.task import Splits
from groundwork.training.run import SeedRun

IMAGES = (32, 64, 128, 256, 512, 1024, 2048, 4096)
EPOCHS = 3


def frechet_distance_by_images(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return the Fréchet distance of 32, 64, ... 4,096 images from all test images, for three kinds of images.

    Real ones are from the validation split, of which there may be fewer; neither network has learned from them. Samples
    are decoded from standard normal codes by the study's autoencoder, trained for at most three epochs. The pixels of
    noise are uniform between black and white. A larger set contains the smaller ones.
    """
    trained = SeedRun(spec.model_copy(update={"epochs": min(spec.epochs, EPOCHS), "probes": ()}), splits, seed)
    trained.train("tuning")
    most = min(max(IMAGES), len(splits.validation))
    features, generator = feature_space(splits), generator_for(seed, "codes and noise")
    by_case = {
        "real images": splits.validation.inputs[:most],
        "samples": _samples(trained.model, splits, most, generator),
        "noise": torch.rand((most, *splits.shape), generator=generator).to(splits.train.inputs),
    }
    found = {case: features.of(images) for case, images in by_case.items()}
    return [
        measured(case, "frechet_distance", count, features.distance(found[case][:count]))
        for case in by_case
        for count in [count for count in IMAGES if count <= most] or [most]
    ]


def _samples(model: torch.nn.Module, splits: Splits, count: int, generator: torch.Generator) -> torch.Tensor:
    if not isinstance(model, Autoencoder):
        raise TypeError(f"{type(model).__name__} is not an autoencoder")
    return decoded(model, torch.randn((count, model.latent_dim), generator=generator), splits.shape)
