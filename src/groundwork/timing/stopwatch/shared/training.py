"""Training a network as a case of a timing, with the same loop and kind of images as in every study."""

from functools import partial

import torch
from torch import nn

from groundwork.components.losses import cross_entropy
from groundwork.components.optimizers import adam
from groundwork.tasks.classification import classification
from groundwork.tasks.task import Split
from groundwork.timing.stopwatch.shared.rounds import Case
from groundwork.training.loop import UpdateConfig, train_steps

SHAPE, CLASSES = (1, 28, 28), 10
BATCH = 128
LEARNING_RATE = 1e-3
UPDATE_CONFIG = UpdateConfig(
    loss=partial(classification("logits").loss, loss=cross_entropy), augment=lambda inputs: inputs
)


def random_images(count: int) -> Split:
    """Return random images: the time of a step does not depend on their content."""
    return Split((torch.rand(count, *SHAPE), torch.randint(CLASSES, (count,))))


def training(model: nn.Module, images: int = BATCH, batch_size: int = BATCH) -> Case:
    """Return a case: one epoch with Adam, forward, backward and update for each batch."""
    split, optimizer = random_images(images), adam(model.parameters(), LEARNING_RATE)
    batches = list(torch.split(torch.randperm(images), batch_size))

    def epoch() -> None:
        train_steps(model, optimizer, split, batches, [LEARNING_RATE] * len(batches), UPDATE_CONFIG)

    return epoch
