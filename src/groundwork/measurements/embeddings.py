"""Nearest neighbors by class: in the pixels, and in the outputs of a network's last hidden layer."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.components.layers import activation_outputs
from groundwork.components.models.perceptrons import mlp
from groundwork.config.names import Component
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun, fresh_model

MAX_IMAGES = 2000
UNITS = (128, 64)
Embed = Callable[[torch.Tensor], torch.Tensor]


def neighbors_in_embeddings(spec: Spec, splits: Splits, seed: int) -> list[MeasuredValue]:
    """Return how often the nearest training image of a test image is of its class, by where the distance is taken.

    Distances are those of vectors of length 1, so that the nearest has the highest cosine similarity: of the pixels, or
    of the last hidden layer's outputs in an MLP, trained with the study's settings or not. The nearest of the first
    2,000 training images is looked up for the first 2,000 test images.
    """
    model = Component(name=mlp.__name__, settings={"hidden_layer_sizes": UNITS})
    plain = spec.model_copy(update={"model": model, "probes": (), "horizons": ()})
    trained = SeedRun(plain, splits, seed)
    trained.train("tuning")
    embeddings: dict[str, Embed] = {
        "pixels": lambda images: images.flatten(1),
        "last hidden layer, trained": _last_hidden_layer(trained.model),
        "last hidden layer, fresh weights": _last_hidden_layer(fresh_model(plain, splits, seed)),
    }
    stored, queries = splits.train.first(MAX_IMAGES), splits.test.first(MAX_IMAGES)
    return [
        measured(case, "neighbors_of_the_class_percent", None, _share(embed, stored, queries))
        for case, embed in embeddings.items()
    ]


def _last_hidden_layer(model: nn.Module) -> Embed:
    return lambda images: activation_outputs(model, images)[f"hidden_{len(UNITS)}"]


def _share(embed: Embed, stored: Split, queries: Split) -> float:
    """Return the percentage of queries whose nearest stored image has their label."""
    vectors, others = (nn.functional.normalize(embed(split.inputs).double(), dim=1) for split in (queries, stored))
    nearest = (vectors @ others.T).argmax(1)
    return 100 * (stored.targets[nearest] == queries.targets).double().mean().item()
