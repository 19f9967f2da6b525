"""Training with one mistake at a time: the learning curves, and the test of learning a single batch by heart."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from statistics import fmean
from typing import Any

import torch
from torch import nn

from groundwork.components.catalog import load_component
from groundwork.components.initializers import zeros
from groundwork.components.models.perceptrons import mlp
from groundwork.components.randomness import derived_seed, generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.config.catalog import OPTIMIZER
from groundwork.config.names import Component
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.loop import UpdateConfig, shuffled_batches, train_steps
from groundwork.training.run import fresh_model, plain_loss, task_of

BATCH = 64
FEWER_IMAGES = 10  # one in so many


@dataclass(frozen=True)
class Mistake:
    """What is changed: settings, the learning rate's factor, the examples, the network, zeroing, shuffling."""

    settings: Mapping[str, Component] = field(default_factory=dict)
    rate: float = 1.0
    spoil_splits: Callable[[Splits, int], Splits] = lambda splits, _seed: splits
    spoil_model: Callable[[nn.Module], nn.Module] = lambda model: model
    zeroes_gradients: bool = True
    shuffles: bool = True


def training_mistakes(
    spec: Spec, splits: Splits, seed: int, *, points: PositiveInteger = 20, one_batch_steps: PositiveInteger = 100
) -> list[MeasuredValue]:
    """Return the learning curves of the study's network by mistake, and its accuracy on a batch that it repeats.

    Each mistake is the only change. The curves have `points` points at equal distances and one before the first step;
    `running_train_loss` is the mean loss of the steps since the point before, as training logs it. All networks of a
    seed take as many steps. For `one_batch_accuracy_percent`, a fresh network takes `one_batch_steps` on the first 64
    images.
    """
    plain = spec.model_copy(update={"probes": (), "horizons": ()})
    values = []
    for case, mistake in MISTAKES.items():
        trainer = _Trainer(plain, splits, seed, mistake)
        values += [measured(case, metric, at, value) for metric, at, value in trainer.curve(plain.steps, points)]
        values.append(
            measured(case, "one_batch_accuracy_percent", None, trainer.accuracy_on_one_batch(one_batch_steps))
        )
    return values


class _Trainer:
    """Trains the study's network with a mistake; each call starts from the same weights."""

    def __init__(self, spec: Spec, splits: Splits, seed: int, mistake: Mistake) -> None:
        rate = {"learning_rate": spec.learning_rate * mistake.rate}
        self.spec, self.seed, self.mistake = spec.model_copy(update={**mistake.settings, **rate}), seed, mistake
        self.splits = mistake.spoil_splits(splits, seed)
        self.task, self.loss = task_of(self.spec, splits), plain_loss(self.spec)
        self.config = UpdateConfig(loss=partial(self.task.loss, loss=self.loss), augment=lambda inputs: inputs)

    def curve(self, steps: int, points: int) -> Iterator[tuple[str, int, float]]:
        """Yield metric, step and value of each point of the curves."""
        model, optimizer = self._start()
        batches = self._batches(steps)
        yield from self._evaluate(model, 0)
        for start, stop in pairwise(steps * point // points for point in range(points + 1)):
            if start < stop:
                yield "running_train_loss", stop, self._step(model, optimizer, batches[start:stop])
                yield from self._evaluate(model, stop)
        train = self.task.curve(model, self.splits.train.first(len(self.splits.validation)), self.loss)
        yield "train_accuracy_percent", steps, train["accuracy_percent"]

    def accuracy_on_one_batch(self, steps: int) -> float:
        """Return the accuracy in percent on a batch after training on nothing else."""
        model, optimizer = self._start()
        batch = self.splits.train.first(BATCH)
        indices = torch.arange(len(batch), device=batch.targets.device)
        self._step(model, optimizer, [indices] * steps)
        return self.task.curve(model, batch, self.loss)["accuracy_percent"]

    def _start(self) -> tuple[nn.Module, torch.optim.Optimizer]:
        model = self.mistake.spoil_model(fresh_model(self.spec, self.splits, self.seed))
        make = load_component(OPTIMIZER, self.spec.optimizer)
        optimizer: torch.optim.Optimizer = make(model.parameters(), self.spec.learning_rate)
        if not self.mistake.zeroes_gradients:
            optimizer.zero_grad = lambda set_to_none=True: None  # type: ignore[method-assign]  # noqa: ARG005
        torch.manual_seed(derived_seed(self.seed, "dropout"))
        return model, optimizer

    def _step(self, model: nn.Module, optimizer: torch.optim.Optimizer, batches: list[torch.Tensor]) -> float:
        """Take one step for each batch and return the mean of their losses."""
        rates = [self.spec.learning_rate] * len(batches)
        return fmean(train_steps(model, optimizer, self.splits.train, batches, rates, self.config).losses)

    def _evaluate(self, model: nn.Module, step: int) -> Iterator[tuple[str, int, float]]:
        validation = self.task.curve(model, self.splits.validation, self.loss)
        yield "validation_loss", step, validation["loss"]
        yield "validation_accuracy_percent", step, validation["accuracy_percent"]

    def _batches(self, steps: int) -> list[torch.Tensor]:
        """Return a batch for each step: epoch after epoch, shuffled or by class."""
        targets, size = self.splits.train.targets, self.spec.batch_size
        order = generator_for(self.seed, "batch order")
        batches: list[torch.Tensor] = []
        while len(batches) < steps:
            if self.mistake.shuffles:
                batches += shuffled_batches(len(targets), size, order, targets.device)
            else:
                batches += torch.split(torch.argsort(targets, stable=True), size)
        return batches[:steps]


def _few(splits: Splits, _seed: int) -> Splits:
    return replace(splits, train=splits.train.first(max(len(splits.train) // FEWER_IMAGES, 1)))


def _with_shuffled_labels(splits: Splits, seed: int) -> Splits:
    """Return few images with each other's labels; the validation images keep theirs."""
    train = _few(splits, seed).train
    order = torch.randperm(len(train), generator=generator_for(seed, "shuffled labels")).to(train.targets.device)
    return replace(splits, train=Split((*train.tensors[:-1], train.targets[order]), train.shared))


def _unscaled(splits: Splits, _seed: int) -> Splits:
    """Return images of 0 to 255 instead of 0 to 1."""
    train, validation = (split.with_inputs(255 * split.inputs) for split in (splits.train, splits.validation))
    return replace(splits, train=train, validation=validation)


def _with_softmax(model: nn.Module) -> nn.Module:
    """Return the network with a softmax before the loss, which has one of its own."""
    return nn.Sequential(model, nn.Softmax(1))


def _network(**settings: Any) -> Mapping[str, Component]:
    return {"model": Component(name=mlp.__name__, settings=settings)}


MISTAKES = {
    "no mistake": Mistake(),
    "learning rate too low": Mistake(rate=1 / 30),
    "learning rate too high": Mistake(rate=7),
    "learning rate far too high": Mistake(rate=30),
    "too few images": Mistake(spoil_splits=_few),
    "network too small": Mistake(_network(hidden_layer_sizes=(2, 2))),
    "strong dropout": Mistake(_network(dropout=0.7)),
    "labels shuffled": Mistake(spoil_splits=_with_shuffled_labels),
    "inputs not scaled": Mistake(spoil_splits=_unscaled),
    "softmax applied twice": Mistake(spoil_model=_with_softmax),
    "all weights zero": Mistake({"initializer": Component(name=zeros.__name__)}),
    "gradients not zeroed": Mistake(zeroes_gradients=False),
    "batches sorted by class": Mistake(shuffles=False),
}
