"""n-gram models match counts made by hand."""

import math

import pytest
import torch

from groundwork.components.counted import ngram

# a b a c a | b a b a c, with what comes next
TOKENS = torch.tensor([[0, 1, 0, 2, 0], [1, 0, 1, 0, 2]])
FOLLOWING = torch.tensor([[1, 0, 2, 0, 1], [0, 1, 0, 2, 0]])


def probabilities(n: int, smoothing: float, tokens: torch.Tensor) -> torch.Tensor:
    """Return the probabilities (batch, places, vocabulary) of an n-gram model that counted the windows above."""
    model = ngram((5,), 3, n=n, smoothing=smoothing)
    model.fit(TOKENS, FOLLOWING)
    return model(tokens).exp().transpose(1, 2)


def test_unigrams_are_the_shares_of_the_tokens() -> None:
    found = probabilities(1, 1e-9, TOKENS)

    assert found.shape == (2, 5, 3)
    assert torch.allclose(found, torch.tensor([0.5, 0.3, 0.2]).expand(2, 5, 3))


def test_bigrams_are_counted_after_each_token() -> None:
    """a is followed by b three times and by c twice; b three times and c twice by a."""
    after_a, after_b, after_c = probabilities(2, 1.0, torch.tensor([[0, 1, 2]]))[0]

    assert after_a.tolist() == pytest.approx([1 / 8, 4 / 8, 3 / 8])
    assert after_b.tolist() == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert after_c.tolist() == pytest.approx([3 / 5, 1 / 5, 1 / 5])


def test_trigrams_know_the_order_of_two_tokens() -> None:
    """After ba come b once and c twice, after ab comes a both times."""
    first, after_ba, after_ab = probabilities(3, 0.5, torch.tensor([[1, 0, 1]]))[0]

    assert first.tolist() == pytest.approx([1 / 3] * 3), "one token is too short a past"
    assert after_ba.tolist() == pytest.approx([0.5 / 4.5, 1.5 / 4.5, 2.5 / 4.5])
    assert after_ab.tolist() == pytest.approx([2.5 / 3.5, 0.5 / 3.5, 0.5 / 3.5])


def test_a_context_that_was_not_seen_says_nothing() -> None:
    assert probabilities(3, 1.0, torch.tensor([[2, 2, 2]]))[0, 1:].flatten().tolist() == pytest.approx([1 / 3] * 6)


@pytest.mark.parametrize("n", range(1, 9))
def test_probabilities_sum_to_one_and_windows_are_not_changed(n: int) -> None:
    tokens = torch.randint(3, (4, 9), generator=torch.Generator().manual_seed(n))
    before = tokens.clone()

    assert torch.allclose(probabilities(n, 1.0, tokens).sum(2), torch.ones(4, 9))
    assert torch.equal(tokens, before)


def test_long_contexts_of_a_large_vocabulary_are_told_apart() -> None:
    """Codes of contexts do not overflow: eight-grams of 256 tokens."""
    tokens = torch.randint(256, (50, 12), generator=torch.Generator().manual_seed(0))
    model = ngram((12,), 256, n=8, smoothing=1e-6)
    model.fit(tokens, tokens.roll(-1, dims=1))

    found = model(tokens)[:, :, 6:]

    assert found.gather(1, tokens.roll(-1, dims=1)[:, None, 6:]).exp().min() > math.exp(-0.01)
