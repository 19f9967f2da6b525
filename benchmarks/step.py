"""Measures what a training step spends, and what training ten seeds together would save.

python -m benchmarks.step                     prints the tables
python -m benchmarks.step --json step.json    writes the same as JSON, too

Everything is timed on one thread of one process, in rounds of 50 steps of each kind in turn, on random images: the time
of a step does not depend on what they show. The network is the MLP 784-128-64-10, trained by Adam on batches of 128.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from groundwork.core.processor import pin

pin(os.environ)  # the kernels of our jobs, before torch is imported

import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap

from benchmarks.arithmetic import Timed, ratios, summary
from benchmarks.machine import describe_machine
from benchmarks.markdown import machine_line, step_table
from groundwork.components.augmentations import none
from groundwork.components.initializers import torch_default
from groundwork.components.losses import cross_entropy
from groundwork.components.models.perceptrons import mlp
from groundwork.components.optimizers import adam
from groundwork.components.randomness import generator_for
from groundwork.core.errors import run_script
from groundwork.tasks.classification import classification
from groundwork.tasks.task import Split
from groundwork.training.exactness import make_deterministic
from groundwork.training.loop import UpdateConfig, shuffled_batches, train_steps

SHAPE, CLASSES, BATCH_SIZE, STEPS, SEEDS, LEARNING_RATE = (1, 28, 28), 10, 128, 50, 10, 1e-3
STEP, LOOP = "a step of one seed: train_steps", "ten seeds, one after another: train_steps"
Work = Callable[[], object]
Stacked = dict[str, torch.Tensor]


class Seeds:
    """Networks of several seeds with their own batches of the same images."""

    def __init__(self, seeds: int, images: int = BATCH_SIZE * STEPS) -> None:
        make_deterministic()
        generator = generator_for(0, "batch order")
        pixels = torch.rand((images, *SHAPE), generator=generator)
        self.split = Split((pixels, torch.randint(CLASSES, (images,), generator=generator)))
        self.models = [mlp(SHAPE, CLASSES) for _ in range(seeds)]
        for seed, model in enumerate(self.models):
            torch_default(model, generator_for(seed, "initialization"))
        self.optimizers = [adam(model.parameters(), LEARNING_RATE) for model in self.models]
        orders = [generator_for(seed, "batch order") for seed in range(seeds)]
        self.batches = [shuffled_batches(images, BATCH_SIZE, order, self.split.targets.device) for order in orders]
        loss = partial(classification("logits").loss, loss=cross_entropy)
        self.config = UpdateConfig(loss=loss, augment=partial(none, generator=generator_for(0, "augmentation")))

    def one_after_another(self) -> None:
        """Train each seed for an epoch by the project's loop."""
        for model, optimizer, batches in zip(self.models, self.optimizers, self.batches, strict=True):
            rates = [LEARNING_RATE] * len(batches)
            train_steps(model, optimizer, self.split, batches, rates, self.config)

    def stacked(self) -> tuple[Stacked, torch.optim.Optimizer]:
        """Return the weights of all seeds stacked along a first dimension, and one Adam over them."""
        weights, _ = stack_module_state(self.models)
        return weights, adam(list(weights.values()), LEARNING_RATE)

    def together(self, gradients: Callable[[Stacked, torch.Tensor, torch.Tensor], None]) -> Stacked:
        """Train all seeds together for an epoch and return the stacked weights; `gradients` sets those of a batch."""
        weights, optimizer = self.stacked()
        for indices in zip(*self.batches, strict=True):
            optimizer.zero_grad()
            gradients(weights, *self.split.at(torch.stack(indices)).tensors)
            optimizer.step()
        return weights


def by_batched_products(weights: Stacked, images: torch.Tensor, labels: torch.Tensor) -> None:
    """Set the gradients of stacked weights by one batched matrix product per layer; images (seeds, batch, ...)."""
    units = images.flatten(2)
    layers = [name.removesuffix(".weight") for name in weights if name.endswith(".weight")]
    for number, layer in enumerate(layers):
        units = torch.baddbmm(weights[f"{layer}.bias"].unsqueeze(1), units, weights[f"{layer}.weight"].mT)
        units = units.relu() if number + 1 < len(layers) else units
    # The sum over the seeds of each seed's mean: no seed's gradient depends on another's.
    losses = nn.functional.cross_entropy(units.flatten(0, 1), labels.flatten(), reduction="sum") / labels.shape[1]
    losses.backward()  # type: ignore[no-untyped-call]


def by_vmap(model: nn.Module, weights: Stacked, images: torch.Tensor, labels: torch.Tensor) -> None:
    """Set the gradients of stacked weights by mapping one gradient over the seeds; images (seeds, batch, ...)."""

    def loss(own: Stacked, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return cross_entropy(functional_call(model, own, (images,)), labels)

    for name, found in vmap(grad(loss))(
        {name: each.detach() for name, each in weights.items()}, images, labels
    ).items():
        weights[name].grad = found


def parts_of_a_step(seeds: Seeds) -> dict[str, Work]:
    """Return the parts of one network's step; each takes a batch, forwards it, and so on."""
    model, optimizer, split = seeds.models[0], seeds.optimizers[0], seeds.split
    indices = seeds.batches[0][0]
    batch = split.at(indices)
    weights = [each.detach() for each in model.parameters() if each.ndim == 2]
    inputs = [torch.rand(BATCH_SIZE, each.shape[1]) for each in weights]
    outputs = [torch.rand(BATCH_SIZE, each.shape[0]) for each in weights]

    def forward() -> torch.Tensor:
        return cross_entropy(model(batch.inputs), batch.targets)

    def forward_and_backward() -> None:
        optimizer.zero_grad()
        forward().backward()  # type: ignore[no-untyped-call]

    def products() -> None:
        """Multiply what no implementation can leave out: forward, for the weights, and for all inputs but the first."""
        for number, (weight, before, after) in enumerate(zip(weights, inputs, outputs, strict=True)):
            before @ weight.mT
            after.mT @ before
            if number:
                after @ weight

    return {
        "gathering the batch": partial(split.at, indices),
        "forward": forward,
        "forward and backward": forward_and_backward,
        "the update by Adam": optimizer.step,
        "the matrix products alone": products,
    }


def works() -> dict[str, tuple[Work, int]]:
    """Return all that is timed, by name, each with the number of steps, over all seeds, that it takes."""
    one, several = Seeds(1), Seeds(SEEDS)
    vmapped = partial(by_vmap, mlp(SHAPE, CLASSES))
    return {
        STEP: (one.one_after_another, STEPS),
        **{name: (partial(_repeat, part), STEPS) for name, part in parts_of_a_step(one).items()},
        LOOP: (several.one_after_another, STEPS * SEEDS),
        "ten seeds together: batched matrix products": (partial(several.together, by_batched_products), STEPS * SEEDS),
        "ten seeds together: vmap": (partial(several.together, vmapped), STEPS * SEEDS),
    }


def measure(all_work: Mapping[str, tuple[Work, int]], rounds: int) -> list[Timed]:
    """Time each kind of work once per round, in turn; a first round is a warm-up and is not counted."""
    counted = [{name: _milliseconds(*work) for name, work in all_work.items()} for _ in range(rounds + 1)][1:]
    return [_timed(name, [each[name] for each in counted], [each[STEP] for each in counted]) for name in all_work]


def _repeat(work: Work) -> None:
    for _ in range(STEPS):
        work()


def _milliseconds(work: Work, steps: int) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start) / steps


def _timed(name: str, found: Sequence[float], of_a_step: Sequence[float]) -> Timed:
    return Timed(name, summary(found, 3), summary(ratios(found, of_a_step), 2))


def main() -> None:
    """Print the table, and write the same as JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21, help="rounds of all kinds of work (default 21)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measurements to this file as well")
    arguments = parser.parse_args()
    machine = describe_machine(1)
    found = measure(works(), arguments.rounds)
    print(f"{machine_line(machine)}\n\n{step_table(found)}")
    if arguments.json:
        results = {"machine": machine, "steps": [asdict(each) for each in found]}
        arguments.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_script(main)
