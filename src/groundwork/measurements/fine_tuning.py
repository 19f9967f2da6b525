"""Transfer learning: four ways to teach a trained network new classes from few images."""

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

LEARNING_RATES = (1e-3, 3e-3, 1e-2)
HEAD = "output"
Prepare = Callable[[nn.Module], None]


@dataclass(frozen=True)
class Method:
    """A way to learn the new classes: whether it starts from the trained weights, and what it freezes or adds."""

    case: str
    is_pretrained: bool
    prepare: Prepare


def fine_tuning(
    spec: Spec,
    splits: Splits,
    seed: int,
    *,
    images: UnitsOfLayers = (5, 20, 100),
    ranks: UnitsOfLayers = (1, 4),
    steps: PositiveInteger = 100,
) -> list[MeasuredValue]:
    """Return the test accuracy of each way to learn new classes by images per class, and how many numbers it trains.

    The study's network is trained on the first half of the classes. Then it gets a new output layer and learns the
    other half from `images` of each class: all of its weights, the output layer alone, or the output layer and low-rank
    adapters of all other layers; `from scratch` starts with fresh weights. All take as many steps of the study's
    optimizer, each at the learning rate of three that is best on the validation images of the new classes, which are
    more than the labels that it learns from.
    """
    old, new = _halves(splits)
    plain = spec.model_copy(update={"probes": (), "horizons": ()})
    trained = SeedRun(plain, old, seed)
    trained.train("tuning")
    values, counts = [], {}
    for method in _methods(ranks, seed):
        for count in images:
            few = replace(new, train=_first_of_each(new.train, new.classes, count))
            learner = _Learner(plain, few, seed, trained.model, method)
            values.append(measured(method.case, "test_accuracy_percent", count, learner.test_accuracy(steps)))
            counts[method.case] = learner.parameters
    return values + [measured(case, "trained_parameters", None, count) for case, count in counts.items()]


def _methods(ranks: tuple[int, ...], seed: int) -> list[Method]:
    def low_rank(model: nn.Module, rank: int) -> None:
        freeze(model, HEAD)
        add_adapters(model, rank, generator_for(seed, "adapters"), HEAD)

    return [
        Method("from scratch", False, lambda _model: None),
        Method("full fine-tuning", True, lambda _model: None),
        *(Method(f"low rank {rank}", True, partial(low_rank, rank=rank)) for rank in ranks),
        Method("output layer only", True, partial(freeze, without=HEAD)),
    ]


class _Learner:
    """Learns new classes by one method: the network at each learning rate has the same first weights and batches."""

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
        """Return the network before it learns; its output layer is always a fresh one."""
        model = fresh_model(self.spec, self.splits, self.seed)
        if self.method.is_pretrained:
            kept = {name: value for name, value in self.trained.state_dict().items() if not name.startswith(HEAD)}
            model.load_state_dict(kept, strict=False)
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


def _halves(splits: Splits) -> tuple[Splits, Splits]:
    """Return the splits of the first and of the other classes, each numbered from 0."""
    border = splits.classes // 2
    return _between(splits, 0, border), _between(splits, border, splits.classes)


def _between(splits: Splits, first: int, end: int) -> Splits:
    def some(split: Split) -> Split:
        chosen = split.at(((split.targets >= first) & (split.targets < end)).nonzero().flatten())
        return replace(chosen, tensors=(*chosen.tensors[:-1], chosen.targets - first))

    parts = {name: some(getattr(splits, name)) for name in ("train", "validation", "test")}
    return replace(splits, **parts, classes=end - first, test_indices=())


def _first_of_each(split: Split, classes: int, count: int) -> Split:
    """Return the first images of each class, at most `count` of each."""
    places = [(split.targets == label).nonzero().flatten()[:count] for label in range(classes)]
    return split.at(torch.cat(places))
