"""The training loop: batches, steps and learning rates."""

import math
from functools import partial

import pytest
import torch
from torch import nn

from groundwork.components.losses import cross_entropy
from groundwork.components.randomness import generator_for
from groundwork.tasks.classification import classification
from groundwork.tasks.task import Split
from groundwork.training.loop import Steps, UpdateConfig, shuffled_batches, train_steps

CPU = torch.device("cpu")
LOSS = partial(classification("logits").loss, loss=cross_entropy)
PLAIN = UpdateConfig(loss=LOSS, augment=lambda inputs: inputs)


def test_epoch_has_every_image_in_exactly_one_batch() -> None:
    generator = generator_for(42, "batch order")

    first, second = (shuffled_batches(10, 4, generator, CPU) for _ in range(2))

    assert [len(batch) for batch in first] == [4, 4, 2]
    assert sorted(torch.cat(first).tolist()) == list(range(10))
    assert torch.cat(first).tolist() != torch.cat(second).tolist()
    again = shuffled_batches(10, 4, generator_for(42, "batch order"), CPU)
    assert torch.equal(torch.cat(again), torch.cat(first))


def test_epoch_of_gradient_descent_matches_its_formula() -> None:
    torch.manual_seed(0)
    model = nn.Linear(3, 2, bias=False).double()
    split = Split((torch.randn(4, 3, dtype=torch.double), torch.tensor([0, 1, 1, 0])))
    weight = model.weight.detach().clone()
    losses = []
    for batch, rate in [((2, 0), 0.5), ((3, 1), 0.25)]:
        inputs, labels = split.inputs[list(batch)], split.targets[list(batch)]
        probabilities = (inputs @ weight.T).softmax(1)
        losses.append(-probabilities[range(2), labels].log().mean().item())
        weight = weight - rate * (probabilities - nn.functional.one_hot(labels, 2)).T @ inputs / 2

    optimizer = torch.optim.SGD(model.parameters(), lr=99.0)
    steps = train_steps(model, optimizer, split, [torch.tensor([2, 0]), torch.tensor([3, 1])], [0.5, 0.25], PLAIN)

    assert torch.allclose(model.weight, weight, rtol=0, atol=1e-12)
    assert steps.losses == pytest.approx(losses, rel=1e-6)
    assert (steps.learning_rates, steps.diverged_at) == ([0.5, 0.25], None)


def test_learning_rates_must_match_batches() -> None:
    model = nn.Linear(3, 2)
    split = Split((torch.zeros(4, 3), torch.zeros(4, dtype=torch.long)))

    with pytest.raises(ValueError, match="shorter than argument"):
        batches = [torch.tensor([0]), torch.tensor([1])]
        train_steps(model, torch.optim.SGD(model.parameters()), split, batches, [0.1], PLAIN)


def test_augmentation_and_learning_rate_scale_are_applied() -> None:
    weights = []
    for inputs, augment, scale in [(1.0, lambda inputs: 2 * inputs, 1.0), (2.0, lambda inputs: inputs, 0.5)]:
        model = nn.Linear(3, 2, bias=False)
        nn.init.ones_(model.weight)
        optimizer = torch.optim.SGD([{"params": model.parameters(), "scale": scale}], lr=9.0)
        split = Split((torch.full((1, 3), inputs), torch.tensor([0])))
        train_steps(model, optimizer, split, [torch.tensor([0])], [0.1], UpdateConfig(LOSS, augment))
        weights.append(model.weight.detach() - 1)

    assert torch.allclose(weights[0], 2 * weights[1])


@pytest.mark.parametrize(("limit", "length"), [(0.5, 0.5), (100.0, math.sqrt(13.5))])
def test_gradient_norm_is_clipped_to_the_limit(limit: float, length: float) -> None:
    model = nn.Linear(3, 2, bias=False)
    nn.init.ones_(model.weight)
    split = Split((torch.full((1, 3), 3.0), torch.tensor([0])))

    config = UpdateConfig(LOSS, lambda inputs: inputs, clip_norm=limit)
    train_steps(model, torch.optim.SGD(model.parameters()), split, [torch.tensor([0])], [1.0], config)

    assert (model.weight - 1).norm().item() == pytest.approx(length, rel=1e-4)


@pytest.mark.parametrize(
    ("losses", "step"),
    [([1.0, 2.0], None), ([1.0, math.inf, 2.0], 1), ([math.nan], 0), ([1.0, 1e38, math.nan, math.inf], 2), ([], None)],
)
def test_epoch_diverges_at_its_first_nonfinite_loss(losses: list[float], step: int | None) -> None:
    assert Steps(losses, []).diverged_at == step
