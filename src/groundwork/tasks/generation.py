"""Generation: compresses images and draws them again, and draws new ones from random codes."""

from math import prod
from typing import Literal

import torch
from torch import nn

from groundwork.components.models.autoencoders import Autoencoder
from groundwork.components.randomness import generator_for
from groundwork.records.numbers import finite
from groundwork.records.schema import Test
from groundwork.tasks.shared.feature_space import FeatureSpace, feature_space
from groundwork.tasks.shared.generated import (
    CHUNK,
    decoded,
    encoded,
    gaussian_of_codes,
    images_between,
    noise_for,
    pictures_of,
)
from groundwork.tasks.task import Loss, Split, Splits, Task

SAMPLES = 5_000
PICTURES = 8
ACTIVE_VARIANCE = 0.01


def generation(head: Literal["pixel_logits"]) -> Task:  # noqa: ARG001
    """Return the task for an autoencoder with a logit for each pixel."""
    return _Generation()


class _Generation:
    """Images (n, channels, height, width) in [0, 1] against themselves; their classes serve the features alone.

    The loss is that of the reconstruction, plus `beta` times the divergence of the codes from a standard normal if the
    autoencoder is variational. In evaluation `beta` is 1, which makes it the negative evidence lower bound; one code is
    drawn for each image, from the same noise at each evaluation.
    """

    def __init__(self) -> None:
        self._features: tuple[Splits, FeatureSpace] | None = None  # those of a run, made when first needed

    def outputs(self, splits: Splits) -> int:
        return prod(splits.shape)

    def loss(self, model: nn.Module, batch: Split, loss: Loss) -> torch.Tensor:
        network = _autoencoder(model)
        codes = network.encode(batch.inputs)
        reconstruction = loss(network.decode(network.usual_codes(codes)), batch.inputs)
        return reconstruction + (network.beta or 0) * codes.kl_divergence().mean()

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        network, generator = _autoencoder(model), generator_for(0, "codes in evaluation")
        reconstructions, divergences = [], []
        with torch.no_grad():
            for images in torch.split(split.inputs, CHUNK):
                codes = network.encode(images)
                noise = torch.randn(codes.mean.shape, generator=generator).to(images.device)
                reconstructions.append(len(images) * loss(network.decode(codes.drawn(noise)), images))
                divergences.append(codes.kl_divergence().sum())
        parts = {"reconstruction_loss": torch.stack(reconstructions).sum().item() / len(split)}
        if network.is_variational:
            parts["kl_divergence"] = torch.stack(divergences).sum().item() / len(split)
        return {"loss": sum(parts.values()), **parts}

    def test(self, model: nn.Module, splits: Splits, loss: Loss) -> Test:
        network, shape, images = _autoencoder(model), splits.shape, splits.test.inputs
        means = encoded(network, images).mean  # (n, latent)
        again = decoded(network, means, shape)
        noise = noise_for("samples", SAMPLES, network)
        samples = decoded(network, noise, shape)
        fitted = decoded(network, gaussian_of_codes(network, splits.train.inputs).drawn(noise), shape)
        features = self._features_of(splits)
        metrics = {
            **{f"test_{name}": value for name, value in self.curve(model, splits.test, loss).items()},
            "reconstruction_error_percent": 100 * (again - images).square().mean(dtype=torch.double).sqrt().item(),
            "sample_frechet_distance": features.distance(features.of(samples)),
            "fitted_sample_frechet_distance": features.distance(features.of(fitted)),
        }
        if network.is_variational:
            metrics["active_latent_dims"] = int((means.double().var(0) > ACTIVE_VARIANCE).sum())  # Burda et al. 2016
        pictures = {
            **{"original": images, "reconstruction": again, "sample": samples, "fitted_sample": fitted},
            "interpolation": images_between(network, images[0], images[1], PICTURES, shape),
        }
        return Test(
            metrics={name: finite(value) for name, value in metrics.items()},
            pictures=[pictures_of(kind, some[:PICTURES]) for kind, some in pictures.items()],
        )

    def _features_of(self, splits: Splits) -> FeatureSpace:
        if self._features is None or self._features[0] is not splits:
            self._features = splits, feature_space(splits)
        return self._features[1]


def _autoencoder(model: nn.Module) -> Autoencoder:
    if not isinstance(model, Autoencoder):
        raise TypeError(f"{type(model).__name__} is not an autoencoder")
    return model
