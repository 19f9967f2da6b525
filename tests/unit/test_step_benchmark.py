"""The ways to train ten seeds that the benchmark of a step compares give the same weights."""

import itertools
from collections.abc import Callable
from functools import partial

import pytest
import torch

from benchmarks.arithmetic import Summary, Timed
from benchmarks.markdown import step_table
from benchmarks.step import CLASSES, SHAPE, STEP, Seeds, Stacked, by_batched_products, by_vmap, measure, parts_of_a_step
from groundwork.components.models.perceptrons import mlp

Gradients = Callable[[Stacked, torch.Tensor, torch.Tensor], None]


@pytest.mark.parametrize("gradients", [by_batched_products, partial(by_vmap, mlp(SHAPE, CLASSES))])
def test_seeds_trained_together_end_at_the_same_weights(gradients: Gradients) -> None:
    seeds = Seeds(3, images=300)
    before = seeds.stacked()[0]
    together = seeds.together(gradients)
    seeds.one_after_another()
    apart = seeds.stacked()[0]
    for name, weights in together.items():
        assert not torch.allclose(before[name], weights, atol=1e-4)
        torch.testing.assert_close(weights, apart[name], rtol=1e-3, atol=1e-5)


def test_parts_of_a_step_do_their_work() -> None:
    seeds = Seeds(1, images=256)
    before = [each.clone() for each in seeds.models[0].parameters()]
    for part in parts_of_a_step(seeds).values():
        part()
    assert all((now != old).any() for now, old in zip(seeds.models[0].parameters(), before, strict=True))


def test_rounds_are_interleaved_and_the_first_is_not_counted() -> None:
    order: list[str] = []
    work = {name: (partial(order.append, name), 2) for name in (STEP, "forward")}
    found = measure(work, rounds=3)
    assert order == list(itertools.islice(itertools.cycle(work), 8))
    assert [(each.work, len(each.milliseconds.values)) for each in found] == [(STEP, 3), ("forward", 3)]
    assert found[0].ratio.values == (1.0, 1.0, 1.0)


def test_table_of_a_step() -> None:
    half = Timed("forward", Summary(0.5, 0.4, 0.6, ()), Summary(0.25, 0.2, 0.3, ()))
    assert "| forward | 0.500 | 0.400 to 0.600 | 0.25 |" in step_table([half])
