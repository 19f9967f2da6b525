"""The features by which sets of images are compared: those of a small CNN, trained on a seed's training images."""

import math
from dataclasses import dataclass

import torch
from torch import nn

from groundwork.components.initializers import torch_default
from groundwork.components.models.convolutions import cnn
from groundwork.components.randomness import generator_for
from groundwork.tasks.shared.frechet import Gaussian, frechet_distance, gaussian_of
from groundwork.tasks.shared.networks import predict
from groundwork.tasks.task import Splits

FEATURES = 64
FILTERS = (8, 16)
IMAGES, EPOCHS, BATCH_SIZE, LEARNING_RATE = 10_000, 3, 128, 1e-3


@dataclass(frozen=True)
class FeatureSpace:
    """A network from images in [0, 1] to features, and the normal distribution of the features of real images."""

    network: nn.Sequential
    real: Gaussian

    def of(self, images: torch.Tensor) -> torch.Tensor:
        """Return the features (n, features) of images (n, channels, height, width)."""
        return predict(self.network, images)

    def distance(self, features: torch.Tensor) -> float:
        """Return the Fréchet distance of features (n, features) from those of the real images; NaN if not finite."""
        return frechet_distance(gaussian_of(features), self.real) if features.isfinite().all() else math.nan


def feature_space(splits: Splits) -> FeatureSpace:
    """Return the feature space of a seed, in which the real images are those of the test split."""
    network = feature_network(splits)
    return FeatureSpace(network, gaussian_of(predict(network, splits.test.inputs)))


def feature_network(splits: Splits) -> nn.Sequential:
    """Return a CNN up to its last hidden layer, which maps images to features (n, 64) of at least 0.

    It has learned to classify the first 10,000 training images, with Adam, for three epochs. Its initial weights and
    the order of batches are the same for every seed, and all networks of a seed are judged by the same one.
    """
    train, generator = splits.train.first(IMAGES), generator_for(0, "feature network")
    network = cnn(splits.shape, splits.classes, filters=FILTERS, dense=FEATURES)
    torch_default(network, generator)
    network.to(train.inputs.device).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    for _ in range(EPOCHS):
        order = torch.randperm(len(train), generator=generator).to(train.targets.device)
        for indices in torch.split(order, BATCH_SIZE):
            batch = train.at(indices)
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(batch.inputs), batch.targets).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return network[:-1]
