"""The two training loops that are compared: the usual tutorial's and Groundwork's."""

import statistics
from functools import partial

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from benchmarks.lessons import Lessons
from groundwork.components.augmentations import none
from groundwork.components.initializers import torch_default
from groundwork.components.losses import cross_entropy
from groundwork.components.models.perceptrons import mlp
from groundwork.components.optimizers import adam
from groundwork.components.preprocessing import unit_range
from groundwork.components.randomness import generator_for
from groundwork.components.schedules import TrainingProgress, constant
from groundwork.dataset.loading import load
from groundwork.dataset.origins import ORIGINS
from groundwork.tasks.classification import classification
from groundwork.tasks.task import Split
from groundwork.training.exactness import make_deterministic
from groundwork.training.loop import UpdateConfig, scheduled_learning_rates, shuffled_batches, train_steps

BATCH_SIZE = 128
LEARNING_RATE = 1e-3


class Tutorial:
    """The tutorial loop with a given number of threads; `workers` processes load the images."""

    def __init__(self, lessons: Lessons, seed: int, workers: int, threads: int) -> None:
        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        images = datasets.FashionMNIST(str(lessons.torchvision_root), train=True, transform=transforms.ToTensor())
        images.data, images.targets = images.data[: lessons.images], images.targets[: lessons.images]
        self.loader = DataLoader(images, batch_size=BATCH_SIZE, shuffle=True, num_workers=workers)
        self.model = nn.Sequential(
            *(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
        )
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=LEARNING_RATE)

    def epoch(self) -> tuple[int, float]:
        """Train on every image once and return how many there were, with the mean loss."""
        seen, running_loss = 0, 0.0
        self.model.train()
        for images, labels in self.loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(images), labels)
            loss.backward()
            self.optimizer.step()
            running_loss += loss.item()
            seen += len(labels)
        return seen, running_loss / len(self.loader)


class Groundwork:
    """The loop of groundwork.training with the settings of a pipeline job: one thread, deterministic."""

    def __init__(self, lessons: Lessons, seed: int) -> None:
        make_deterministic()
        prepared = load(lessons.prepared)
        images = torch.from_numpy(prepared.train_images[: lessons.images])
        labels = torch.from_numpy(prepared.train_labels[: lessons.images]).long()
        self.split = Split((unit_range(images, images, ORIGINS[prepared.name].top_value), labels))
        self.model = mlp(ORIGINS[prepared.name].shape, len(ORIGINS[prepared.name].classes))
        torch_default(self.model, generator_for(seed, "initialization"))
        self.optimizer = adam(self.model.parameters(), LEARNING_RATE)
        self.order = generator_for(seed, "batch order")
        self.update_config = UpdateConfig(
            loss=partial(classification("logits").loss, loss=cross_entropy),
            augment=partial(none, generator=generator_for(seed, "augmentation")),
        )

    def epoch(self) -> tuple[int, float]:
        """Train on every image once and return how many there were, with the mean loss."""
        batches = shuffled_batches(len(self.split), BATCH_SIZE, self.order, self.split.targets.device)
        progress = TrainingProgress(learning_rate=LEARNING_RATE, step=0, steps=len(batches), epoch=0, epochs=1)
        rates = scheduled_learning_rates(constant, progress, len(batches))
        steps = train_steps(self.model, self.optimizer, self.split, batches, rates, self.update_config)
        return sum(map(len, batches)), statistics.fmean(steps.losses)
