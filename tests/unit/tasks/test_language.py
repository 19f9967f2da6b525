"""Perplexity against a count by hand, at the places that count."""

import math

import pytest
import torch
from torch import nn

from groundwork.records.numbers import rounded
from groundwork.tasks.language import language
from groundwork.tasks.task import Split, Splits

TASK = language("logits")
# One window of four places and a vocabulary of three, by its probabilities; what follows is 0, 1, 2, 0.
PROBABILITIES = torch.tensor([[0.1, 0.8, 0.1], [0.6, 0.2, 0.2], [0.25, 0.25, 0.5], [0.125, 0.125, 0.75]])
FOLLOWING = torch.tensor([[0, 1, 2, 0]])


class Told(nn.Module):
    """A model that says the probabilities above, whatever it reads."""

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return PROBABILITIES.log().T.expand(len(tokens), 3, 4)  # (batch, vocabulary, places)


SPLIT = Split((torch.zeros(1, 4, dtype=torch.long), FOLLOWING))
SPLITS = Splits(SPLIT, SPLIT, SPLIT, classes=3, task="language", entropy=0.5)


def cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(logits, targets)


def test_perplexity_is_the_inverse_geometric_mean_of_the_probabilities_in_the_second_half() -> None:
    """The third and the fourth place had probabilities 1/2 and 1/8: the root of 2 * 8 is 4."""
    point = TASK.curve(Told(), SPLIT, cross_entropy)

    assert point == {"loss": pytest.approx(math.log(4)), "perplexity": pytest.approx(4)}


def test_training_counts_every_place() -> None:
    loss = TASK.loss(Told(), SPLIT, cross_entropy)

    assert loss.item() == pytest.approx(-sum(map(math.log, (0.1, 0.2, 0.5, 0.125))) / 4)


def test_the_test_has_the_last_place_and_the_source_besides() -> None:
    metrics = TASK.test(Told(), SPLITS, cross_entropy).metrics

    assert metrics == {
        "test_loss": rounded(math.log(4)),
        "test_perplexity": pytest.approx(4),
        "last_place_perplexity": pytest.approx(8),
        "source_perplexity": rounded(math.exp(0.5)),
    }


def test_a_source_that_nobody_knows_has_no_perplexity() -> None:
    unknown = Splits(SPLIT, SPLIT, SPLIT, classes=3, task="language")

    assert "source_perplexity" not in TASK.test(Told(), unknown, cross_entropy).metrics


@pytest.mark.parametrize("vocabulary", [2, 16])
def test_guessing_has_the_size_of_the_vocabulary_as_its_perplexity(vocabulary: int) -> None:
    class Guessing(nn.Module):
        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            return torch.zeros(len(tokens), vocabulary, tokens.shape[1])

    point = TASK.curve(Guessing(), Split((FOLLOWING, FOLLOWING % vocabulary)), cross_entropy)

    assert point["perplexity"] == pytest.approx(vocabulary)


def test_a_model_has_an_output_for_each_token() -> None:
    assert TASK.outputs(SPLITS) == 3
