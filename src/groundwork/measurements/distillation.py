"""Distillation: a small network that learns from labels, or from the probabilities of a larger one."""

import torch
from torch import nn

from groundwork.components.catalog import load_component
from groundwork.components.models.perceptrons import mlp
from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger, PositiveNumber, UnitsOfLayers
from groundwork.config.catalog import OPTIMIZER
from groundwork.config.names import Component
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.shared.networks import predict
from groundwork.tasks.task import Split, Splits
from groundwork.training.loop import UpdateConfig, shuffled_batches, train_steps
from groundwork.training.run import SeedRun, fresh_model

ACCURACY = "test_accuracy_percent"


def distillation(
    spec: Spec,
    splits: Splits,
    seed: int,
    *,
    student: UnitsOfLayers = (16,),
    temperature: PositiveNumber = 2.0,
    part: PositiveInteger = 20,
) -> list[MeasuredValue]:
    """Return the test accuracy of a teacher and of two students: one learns from labels, one from the teacher.

    The teacher is the study's network, trained on all training images. A student is an MLP with hidden layers of
    `student` units, sees one in `part` of these images, and takes as many steps. One learns from their labels. The
    other learns from the teacher's probabilities alone, where both networks' logits are divided by `temperature`
    (Hinton et al. 2015, sections 2 and 6).
    """
    plain = spec.model_copy(update={"probes": (), "horizons": ()})
    teacher = SeedRun(plain, splits, seed)
    teacher.train("tuning")
    images = splits.train.first(max(len(splits.train) // part, 1))
    probabilities = (predict(teacher.model, images.inputs) / temperature).softmax(1)  # (n, classes)
    small = plain.model_copy(update={"model": Component(name=mlp.__name__, settings={"hidden_layer_sizes": student})})

    def learned(targets: torch.Tensor, divisor: float) -> nn.Module:
        def loss(model: nn.Module, batch: Split) -> torch.Tensor:
            return nn.functional.cross_entropy(model(batch.inputs) / divisor, batch.targets)

        model = fresh_model(small, splits, seed)
        optimizer = load_component(OPTIMIZER, spec.optimizer)(model.parameters(), spec.learning_rate)
        batches = _batches(len(images), plain, seed, targets.device)
        config = UpdateConfig(loss=loss, augment=lambda inputs: inputs)
        train_steps(
            model, optimizer, Split((images.inputs, targets)), batches, [spec.learning_rate] * spec.steps, config
        )
        return model

    models = {
        "teacher": teacher.model,
        "student of the labels": learned(images.targets, 1.0),
        "student of the teacher": learned(probabilities, temperature),
    }
    return [
        measured(case, ACCURACY, None, teacher.task.curve(model, splits.test, teacher.loss)["accuracy_percent"])
        for case, model in models.items()
    ]


def _batches(images: int, spec: Spec, seed: int, device: torch.device) -> list[torch.Tensor]:
    """Return a batch for each of the teacher's steps."""
    order = generator_for(seed, "batch order")
    batches: list[torch.Tensor] = []
    while len(batches) < spec.steps:
        batches += shuffled_batches(images, spec.batch_size, order, device)
    return batches[: spec.steps]
