"""Transfer learning: ways to adapt a trained network to a new kind of images from few labels."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import nn

from groundwork.components.adapters import add_adapters, freeze
from groundwork.components.catalog import load_component
from groundwork.components.randomness import generator_for
from groundwork.config.bounds import PositiveInteger, UnitsOfLayers
from groundwork.config.catalog import AUGMENTATION, LOSS, OPTIMIZER
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.loop import UpdateConfig, train_steps
from groundwork.training.run import SeedRun, fresh_model, plain_loss, task_of

DEGREES = 30
LEARNING_RATES = (1e-3, 3e-3, 1e-2)
LAST_LAYER = "output"


@dataclass(frozen=True)
class Method:
    """A way to adapt: whether it starts from the trained weights, and what it freezes or adds before it learns."""

    case: str
    is_pretrained: bool
    prepare: Callable[[nn.Module], None]


def fine_tuning(
    spec: Spec,
    splits: Splits,
    seed: int,
    *,
    images: UnitsOfLayers = (5, 50),
    ranks: UnitsOfLayers = (4, 16),
    steps: PositiveInteger = 100,
) -> list[MeasuredValue]:
    """Return the test accuracy of each way to learn tilted images, by images per class, and how much it trains.

    The study's network is trained on the images as they are. Then it learns the same classes from `images` of each
    that are tilted by 30 degrees: with all of its weights, with its output layer alone, or with its output layer and
    low-rank adapters of all other layers; `from scratch` starts with fresh weights. Each takes as many steps of the
    study's optimizer, at the learning rate of three that is best on the tilted validation images, which are more than
    those that it learns from. Test images are tilted as well.
    """
    plain = spec.model_copy(update={"probes": (), "horizons": ()})
    trained = SeedRun(plain, splits, seed)
    trained.train("tuning")
    new = replace(splits, train=_tilted(splits.train), validation=_tilted(splits.validation), test=_tilted(splits.test))
    values, counts = [], []
    for method in _methods(ranks, seed):
        for count in images:
            few = replace(new, train=_first_of_each(new.train, new.classes, count))
            learner = _Learner(plain, few, seed, trained.model, method)
            values.append(measured(method.case, "test_accuracy_percent", count, learner.test_accuracy(steps)))
        counts.append(measured(method.case, "trained_parameters", None, learner.parameters))
    return values + counts


def _tilted(split: Split) -> Split:
    """Return the images turned by 30 degrees around their center, interpolated, with zeros at the corners."""
    cosine, sine = math.cos(math.radians(DEGREES)), math.sin(math.radians(DEGREES))
    turn = torch.tensor([[cosine, -sine, 0.0], [sine, cosine, 0.0]]).to(split.inputs)
    places = nn.functional.affine_grid(
        turn.expand(len(split), 2, 3), list(split.inputs.shape), align_corners=False
    )  # (n, height, width, 2)
    return split.with_inputs(nn.functional.grid_sample(split.inputs, places, align_corners=False))


def _first_of_each(split: Split, classes: int, count: int) -> Split:
    """Return the first images of each class, at most `count` of each."""
    places = [(split.targets == label).nonzero().flatten()[:count] for label in range(classes)]
    return split.at(torch.cat(places))


def _methods(ranks: tuple[int, ...], seed: int) -> list[Method]:
    def low_rank(model: nn.Module, rank: int) -> None:
        freeze(model, LAST_LAYER)
        add_adapters(model, rank, generator_for(seed, "adapters"), LAST_LAYER)

    return [
        Method("from scratch", False, lambda _model: None),
        Method("full fine-tuning", True, lambda _model: None),
        *(Method(f"low rank {rank}", True, partial(low_rank, rank=rank)) for rank in sorted(ranks, reverse=True)),
        Method("output layer only", True, partial(freeze, without=LAST_LAYER)),
    ]


class _Learner:
    """Learns by one method: the network at each learning rate has the same first weights and batches."""

    def __init__(self, spec: Spec, splits: Splits, seed: int, trained: nn.Module, method: Method) -> None:
        self.spec, self.splits, self.seed, self.trained, self.method = spec, splits, seed, trained, method
        self.task, self.loss = task_of(spec, splits), plain_loss(spec)
        self.parameters = sum(each.numel() for each in self._trained_parameters(self._first_model()))

    def test_accuracy(self, steps: int) -> float:
        """Return the test accuracy in percent at the best learning rate; the test split is used once."""
        models = [self._learned(rate, steps) for rate in LEARNING_RATES]
        best = max(models, key=lambda model: self._accuracy(model, self.splits.validation))
        return self._accuracy(best, self.splits.test)

    def _learned(self, learning_rate: float, steps: int) -> nn.Module:
        model = self._first_model()
        optimizer = load_component(OPTIMIZER, self.spec.optimizer)(self._trained_parameters(model), learning_rate)
        augment = load_component(AUGMENTATION, self.spec.augmentation)
        config = UpdateConfig(
            loss=partial(self.task.loss, loss=load_component(LOSS, self.spec.loss)),
            augment=partial(augment, generator=generator_for(self.seed, "augmentation")),
            clip_norm=self.spec.clip_norm,
        )
        train_steps(model, optimizer, self.splits.train, self._batches(steps), [learning_rate] * steps, config)
        return model

    def _first_model(self) -> nn.Module:
        """Return the network before it learns."""
        model = fresh_model(self.spec, self.splits, self.seed)
        if self.method.is_pretrained:
            model.load_state_dict(self.trained.state_dict())
        self.method.prepare(model)
        return model

    def _batches(self, steps: int) -> list[torch.Tensor]:
        """Return batches of equal size, each drawn without replacement from all images."""
        generator, count = generator_for(self.seed, "batch order"), len(self.splits.train)
        size, device = min(self.spec.batch_size, count), self.splits.train.targets.device
        return [torch.randperm(count, generator=generator)[:size].to(device) for _ in range(steps)]

    def _accuracy(self, model: nn.Module, split: Split) -> float:
        return self.task.curve(model, split, self.loss)["accuracy_percent"]

    @staticmethod
    def _trained_parameters(model: nn.Module) -> list[nn.Parameter]:
        return [each for each in model.parameters() if each.requires_grad]
