"""One run: trains one seed of a spec, from initialization to test metrics."""

import math
import statistics
from functools import partial
from itertools import count, pairwise, takewhile
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
from groundwork.records.schema import CurvePoint, Horizon, Reading, Run, Test
from groundwork.tasks.task import Loss, Splits, Task
from groundwork.training.loop import Steps, UpdateConfig, scheduled_learning_rates, shuffled_batches, train_steps
from groundwork.training.step_losses import residual_standard_deviation, standard_deviation
from groundwork.training.stopping import EarlyStopping

Role = Literal["report", "tuning"]
PROBE_IMAGES = 512
FIRST_POINT = 9  # steps; further points of the first epoch are at twice as many, and so on
LATE_STEPS = 100


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
    """Training state of one seed: model, optimizer and the curves so far; `splits` are those of the seed."""

    def __init__(self, spec: Spec, splits: Splits, seed: int) -> None:
        self.spec, self.splits, self.seed = spec, splits, seed
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
        self.steps_per_epoch = math.ceil(len(splits.train) / spec.batch_size)
        self.end = self.last = self.steps_per_epoch * spec.epochs
        self.early_horizons = [step for step in spec.horizons if step < self.end]
        self.curve: list[CurvePoint] = []
        self.horizons: list[Horizon] = []
        self.readings: list[Reading] = []
        self.step_losses: list[float] = []
        self.step_rates: list[float] = []
        self.diverged_at_step: int | None = None

    def train(self, role: Role, until: int | None = None) -> Run:
        """Train to the end, early stopping or divergence and return the run; tuning seeds never use the test split.

        With `until`, one of the horizons, training ends there: the run is the beginning of the whole one.
        """
        self.last = until or self.end
        torch.manual_seed(derived_seed(self.seed, "dropout"))
        self._add_point()
        self.stopping.update(self.validation_losses[0])
        while len(self.step_losses) < self.last and self.diverged_at_step is None and not self.stopping.should_stop:
            self._train_epoch(role)
        kept_point = self._restore_kept_weights()
        if self.diverged_at_step is None and self.last == self.end:
            self._read(self.end, self.curve[kept_point], role)
        keeps_steps = self.spec.keep_step_losses
        return Run(
            seed=self.seed,
            role=role,
            diverged_at_step=self.diverged_at_step,
            steps=len(self.step_losses),
            curve=self.curve,
            kept_point=kept_point,
            horizons=self.horizons,
            readings=self.readings,
            step_losses=[finite(loss) for loss in self.step_losses] if keeps_steps else [],
            step_rates=[rounded(rate) for rate in self.step_rates] if keeps_steps else [],
        )

    @property
    def validation_losses(self) -> list[float]:
        """The validation loss of the untrained network and at the end of each epoch."""
        ends = [point.validation["loss"] for point in self.curve if point.step % self.steps_per_epoch == 0]
        return [math.inf if loss is None else loss for loss in ends]

    def _train_epoch(self, role: Role) -> None:
        train = self.splits.train
        batches = shuffled_batches(len(train), self.spec.batch_size, self.order, train.targets.device)
        learning_rates = scheduled_learning_rates(self.schedule, self._progress(), len(batches))
        for start, stop in pairwise(self._points_of_epoch()):
            part = slice(start, stop)
            steps = train_steps(
                self.model, self.optimizer, train, batches[part], learning_rates[part], self.update_config
            )
            self._add_point(steps)
            if self.diverged_at_step is not None:
                return
            if len(self.step_losses) in self.early_horizons:
                self._read(len(self.step_losses), self.curve[-1], role)
            if len(self.step_losses) == self.last:
                break
        self.stopping.update(self.validation_losses[-1])

    def _points_of_epoch(self) -> list[int]:
        """Return the steps of the next epoch, from 0, after which the curve has a point, with both ends."""
        first, length = len(self.step_losses), self.steps_per_epoch
        early = takewhile(lambda step: step < length, (FIRST_POINT * 2**power for power in count()))
        points = {*self.early_horizons, *early} if first == 0 else self.early_horizons
        return [0, *sorted(step - first for step in points if first < step < first + length), length]

    def _progress(self) -> TrainingProgress:
        return TrainingProgress(
            learning_rate=self.spec.learning_rate,
            step=len(self.step_losses),
            steps=self.end,
            epoch=len(self.step_losses) // self.steps_per_epoch,
            epochs=self.spec.epochs,
            validation_losses=self.validation_losses,
        )

    def _add_point(self, steps: Steps | None = None) -> None:
        """Evaluate a point of the curves after some steps; also the probes, unless the run has diverged."""
        validation = self.task.curve(self.model, self.splits.validation, self.loss)
        # As many train as validation images, if available, so that both sides of the gap have equal noise.
        train = self.task.curve(self.model, self.splits.train.first(len(self.splits.validation)), self.loss)
        if steps:
            if steps.diverged_at is not None:
                self.diverged_at_step = len(self.step_losses) + steps.diverged_at
            self.step_losses += steps.losses
            self.step_rates += steps.learning_rates
        step = len(self.step_losses)
        epochs, steps_more = divmod(step, self.steps_per_epoch)
        self.curve.append(
            CurvePoint(
                step=step,
                epoch=rounded(step / self.steps_per_epoch),
                images_seen=epochs * len(self.splits.train) + steps_more * self.spec.batch_size,
                train={name: finite(value) for name, value in train.items()},
                validation={name: finite(value) for name, value in validation.items()},
                step_loss=finite(statistics.fmean(steps.losses)) if steps else None,
                step_loss_std=standard_deviation(steps.losses) if steps else None,
            )
        )
        if self.diverged_at_step is None and not math.isfinite(validation["loss"] + train["loss"]):
            self.diverged_at_step = step
        if self.diverged_at_step is None:
            self._probe(self.curve[-1])

    def _read(self, step: int, point: CurvePoint, role: Role) -> None:
        """Append the reading at a horizon, whose weights are those of a point of the curve."""
        late_losses = self.step_losses[-LATE_STEPS:]
        self.horizons.append(
            Horizon(
                step=step,
                train=point.train,
                validation=point.validation,
                late_step_loss=finite(statistics.fmean(late_losses)),
                late_step_loss_std=residual_standard_deviation(late_losses),
                test=self._test() if role == "report" else None,
            )
        )

    def _test(self) -> Test:
        return self.splits.numbered(self.task.test(self.model, self.splits, self.loss))

    def _restore_kept_weights(self) -> int:
        """Load the weights that early stopping kept, if it does, and return their point of the curve."""
        if self.spec.patience is None:
            return len(self.curve) - 1
        step = self.stopping.restore_best() * self.steps_per_epoch
        return next(index for index, point in enumerate(self.curve) if point.step == step)

    def _probe(self, point: CurvePoint) -> None:
        batch = self.splits.train.first(PROBE_IMAGES)
        for name in self.spec.probes:
            values = load_function(PROBE, name)(self.model, batch.inputs, batch.targets, self.loss)
            self.readings += [
                Reading(probe=name, step=point.step, epoch=point.epoch, layer=layer, value=finite(value))
                for layer, value in values.items()
            ]
