"""One run: trains one seed of a spec, from initialization to test metrics."""

import math
import statistics
from functools import partial
from typing import Literal

import torch
from torch import nn

from groundwork.components.catalog import load_component, load_function
from groundwork.components.randomness import derived_seed, generator_for
from groundwork.components.schedules import TrainingProgress
from groundwork.config.catalog import (
    AUGMENTATION,
    INITIALIZER,
    LOSS,
    MODEL,
    OPTIMIZER,
    PROBE,
    SCHEDULE,
    TASK,
    head_of,
)
from groundwork.planning.specs import Spec
from groundwork.records.numbers import finite, rounded
from groundwork.records.schema import Epoch, Reading, Run
from groundwork.tasks.task import Loss, Splits, Task
from groundwork.training.loop import EpochSteps, UpdateConfig, scheduled_learning_rates, shuffled_batches, train_epoch
from groundwork.training.stopping import EarlyStopping

Role = Literal["report", "tuning"]
PROBE_IMAGES = 512


def fresh_model(spec: Spec, splits: Splits, seed: int) -> nn.Module:
    """Return the spec's model with initial weights that depend only on the seed."""
    model: nn.Module = load_component(MODEL, spec.model)(splits.shape, task_of(spec, splits).outputs(splits))
    load_component(INITIALIZER, spec.initializer)(model, generator_for(seed, "initialization"))
    # channels_last makes a step of a CNN a fifth faster on a CPU.
    return model.to(splits.train.inputs.device).to(memory_format=torch.channels_last)


def task_of(spec: Spec, splits: Splits) -> Task:
    """Return the dataset's task, with the output head that the spec's loss requires."""
    task: Task = load_function(TASK, splits.task)(head_of(spec.loss.name))
    return task


def plain_loss(spec: Spec) -> Loss:
    """Return the spec's loss without settings such as label smoothing, which apply to training only."""
    return load_function(LOSS, spec.loss.name)


class SeedRun:
    """Training state of one seed: model, optimizer and the curves so far."""

    def __init__(self, spec: Spec, splits: Splits, seed: int) -> None:
        self.spec, self.splits, self.seed = spec, splits.for_seed(seed), seed
        self.task = task_of(spec, splits)
        self.model = fresh_model(spec, splits, seed)
        self.optimizer = load_component(OPTIMIZER, spec.optimizer)(self.model.parameters(), spec.learning_rate)
        self.schedule = load_component(SCHEDULE, spec.schedule)
        self.update_config = UpdateConfig(
            loss=partial(self.task.loss, loss=load_component(LOSS, spec.loss)),
            augment=partial(
                load_component(AUGMENTATION, spec.augmentation), generator=generator_for(seed, "augmentation")
            ),
            clip_norm=spec.clip_norm,
        )
        self.loss = plain_loss(spec)
        self.order = generator_for(seed, "batch order")
        self.stopping = EarlyStopping(self.model, spec.patience)
        self.epochs: list[Epoch] = []
        self.readings: list[Reading] = []
        self.step_losses: list[float] = []
        self.step_rates: list[float] = []
        self.diverged_at_step: int | None = None

    def train(self, role: Role) -> Run:
        """Train to the end, early stopping or divergence and return the run; tuning seeds never use the test split."""
        torch.manual_seed(derived_seed(self.seed, "dropout"))
        self._evaluate(None)
        while len(self.epochs) <= self.spec.epochs and self.diverged_at_step is None and not self.stopping.should_stop:
            self._train_epoch()
        reads_test = role == "report" and self.diverged_at_step is None
        kept_epoch = self.stopping.restore_best()
        keeps_steps = self.spec.keep_step_losses
        return Run(
            seed=self.seed,
            role=role,
            diverged_at_step=self.diverged_at_step,
            steps=len(self.step_losses),
            epochs=self.epochs,
            kept_epoch=kept_epoch,
            readings=self.readings,
            step_losses=[finite(loss) for loss in self.step_losses] if keeps_steps else [],
            step_rates=[rounded(rate) for rate in self.step_rates] if keeps_steps else [],
            test=self.task.test(self.model, self.splits.test, self.loss) if reads_test else None,
        )

    def _train_epoch(self) -> None:
        train = self.splits.train
        batches = shuffled_batches(len(train), self.spec.batch_size, self.order, train.targets.device)
        learning_rates = scheduled_learning_rates(self.schedule, self._progress(len(batches)), len(batches))
        steps = train_epoch(self.model, self.optimizer, train, batches, learning_rates, self.update_config)
        if steps.diverged_at is not None:
            self.diverged_at_step = len(self.step_losses) + steps.diverged_at
        self.step_losses += steps.losses
        self.step_rates += steps.learning_rates
        self._evaluate(steps)

    def _progress(self, steps_per_epoch: int) -> TrainingProgress:
        return TrainingProgress(
            learning_rate=self.spec.learning_rate,
            step=len(self.step_losses),
            steps=steps_per_epoch * self.spec.epochs,
            epoch=len(self.epochs) - 1,
            epochs=self.spec.epochs,
            validation_losses=[math.inf if (loss := each.validation["loss"]) is None else loss for each in self.epochs],
        )

    def _evaluate(self, steps: EpochSteps | None) -> None:
        """Append the epoch's metrics and, unless the run has diverged, the probes' readings."""
        validation = self.task.curve(self.model, self.splits.validation, self.loss)
        # As many train as validation images, if available, so that both sides of the gap have equal noise.
        train = self.task.curve(self.model, self.splits.train.first(len(self.splits.validation)), self.loss)
        number = len(self.epochs)
        self.epochs.append(
            Epoch(
                epoch=number,
                images_seen=number * len(self.splits.train),
                train={name: finite(value) for name, value in train.items()},
                validation={name: finite(value) for name, value in validation.items()},
                step_loss=finite(statistics.fmean(steps.losses)) if steps else None,
                step_loss_std=_standard_deviation(steps.losses) if steps else None,
            )
        )
        self.stopping.update(validation["loss"])
        if self.diverged_at_step is None and not math.isfinite(validation["loss"] + train["loss"]):
            self.diverged_at_step = len(self.step_losses)
        if self.diverged_at_step is None:
            self._probe(number)

    def _probe(self, epoch: int) -> None:
        batch = self.splits.train.first(PROBE_IMAGES)
        for name in self.spec.probes:
            values = load_function(PROBE, name)(self.model, batch.inputs, batch.targets, self.loss)
            self.readings += [
                Reading(probe=name, epoch=epoch, layer=layer, value=finite(value)) for layer, value in values.items()
            ]


def _standard_deviation(losses: list[float]) -> float | None:
    """Return the sample standard deviation of an epoch's step losses."""
    if len(losses) < 2 or not all(map(math.isfinite, losses)):
        return None
    return finite(statistics.stdev(losses))
