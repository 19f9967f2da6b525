"""Exact checks of what networks assume about their inputs."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.records.schema import CheckBody

SIDE, CLASSES, STEPS = 6, 3, 20


def permuted_pixels_are_permuted_weights() -> CheckBody:
    """A fixed permutation of all pixels changes nothing for an MLP, whose weights can be permuted alike.

    An MLP learns from permuted images, if the columns of its first weights are permuted in the same way, exactly what
    it learns from plain ones: its outputs are equal throughout training. With independent, identically distributed
    first weights a permutation of them is just as likely. A convolution shares its weights over positions, so it has no
    such freedom.
    """
    generator = torch.Generator().manual_seed(42)
    images = torch.randn((32, 1, SIDE, SIDE), generator=generator, dtype=torch.double)
    labels = torch.randint(CLASSES, (32,), generator=generator)
    order = torch.randperm(SIDE * SIDE, generator=generator)
    permuted = images.flatten(1)[:, order].view_as(images)
    plain_mlp, other_mlp = _mlp(), _mlp()
    with torch.no_grad():
        next(other_mlp.parameters()).copy_(next(plain_mlp.parameters())[:, order])  # (units, pixels)
    apart = _difference_after_training(plain_mlp, images, other_mlp, permuted, labels)
    apart_cnn = _difference_after_training(_cnn(), images, _cnn(), permuted, labels)
    return CheckBody(
        holds=apart < TOLERANCE < apart_cnn,
        measured={
            f"largest difference between an MLP's outputs on plain and permuted images after {STEPS} steps": apart,
            "the same for a CNN": apart_cnn,
        },
    )


def _mlp() -> nn.Sequential:
    return _initialized(nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, 16), nn.ReLU(), nn.Linear(16, CLASSES)))


def _cnn() -> nn.Sequential:
    dense = nn.Linear(4 * SIDE * SIDE, CLASSES)
    return _initialized(nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.Flatten(), dense))


def _initialized(model: nn.Sequential) -> nn.Sequential:
    """Return the model in double precision with weights that are equal at every call."""
    generator = torch.Generator().manual_seed(7)
    for parameter in model.double().parameters():
        nn.init.normal_(parameter, std=0.2, generator=generator)
    return model


def _difference_after_training(
    one: nn.Sequential, its_images: torch.Tensor, other: nn.Sequential, other_images: torch.Tensor, labels: torch.Tensor
) -> float:
    """Train both networks and return the largest difference between their outputs."""
    for model, images in ((one, its_images), (other, other_images)):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(STEPS):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return difference(one(its_images), other(other_images))
