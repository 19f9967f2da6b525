"""Exact checks of language models: what a place may know, and the least possible loss."""

import torch
from torch import nn

from groundwork.checks.shared.networks import TOLERANCE, difference
from groundwork.components.initializers import normal
from groundwork.components.losses import cross_entropy
from groundwork.components.models.recurrent import lstm
from groundwork.components.models.transformer import decoder_only_transformer
from groundwork.records.schema import CheckBody

VOCABULARY, PLACES, MODELS = 16, 12, 100


def causal_mask_leaks_nothing() -> CheckBody:
    """With a causal mask, changing a token changes no output at an earlier place; without one it changes them all.

    So a network without the mask reads the token that it is to predict. An LSTM needs no mask: it has not read on yet.
    """
    shape = (PLACES,)
    masked, open_, recurrent = (
        _earlier_outputs_changed(model)
        for model in (
            decoder_only_transformer(shape, VOCABULARY, num_layers=2),
            decoder_only_transformer(shape, VOCABULARY, num_layers=2, causal=False),
            lstm(shape, VOCABULARY),
        )
    )
    pairs = PLACES * (PLACES - 1) // 2
    return CheckBody(
        holds=(masked, open_, recurrent) == (0, pairs, 0),
        measured={
            "pairs of a changed token and an earlier place": pairs,
            "outputs that change with the mask": masked,
            "outputs that change without the mask": open_,
            "outputs of an LSTM that change": recurrent,
        },
    )


def no_model_beats_its_source() -> CheckBody:
    """No model has a lower expected loss than the entropy of the source: cross-entropy = entropy + KL divergence.

    Shannon 1948, Kullback and Leibler 1951. The probabilities of the source itself reach it; perplexity, the
    exponential of the loss, has the same order.
    """
    generator = torch.Generator().manual_seed(42)
    source = torch.randn(VOCABULARY, generator=generator, dtype=torch.double).softmax(0)
    models = torch.randn((MODELS, VOCABULARY), generator=generator, dtype=torch.double)
    entropy = -(source * source.log()).sum().item()
    losses = [_expected_loss(logits, source) for logits in models]
    own = _expected_loss(source.log(), source)
    divergences = (source * (source.log() - models.log_softmax(1))).sum(1).tolist()
    apart = max(abs(loss - entropy - more) for loss, more in zip(losses, divergences, strict=True))
    return CheckBody(
        holds=min(losses) > entropy and abs(own - entropy) < TOLERANCE and apart < TOLERANCE,
        measured={
            "entropy of the source": entropy,
            "expected loss of the source's own probabilities": own,
            f"least expected loss of {MODELS} other models": min(losses),
            "largest difference between a loss and entropy plus divergence": apart,
        },
    )


def cached_keys_change_nothing() -> CheckBody:
    """Keys and values kept from earlier steps give the same outputs as computing all of them anew for each token.

    A causal mask makes this possible: what comes later changes no earlier key or value. Without a cache, n tokens
    take n (n + 1) / 2 keys, with one they take n.
    """
    generator = torch.Generator().manual_seed(42)
    queries, keys, values = torch.randn((3, PLACES, 8), generator=generator, dtype=torch.double)
    together = nn.functional.scaled_dot_product_attention(queries, keys, values, is_causal=True)
    one_by_one = [
        nn.functional.scaled_dot_product_attention(queries[[place]], keys[: place + 1], values[: place + 1])
        for place in range(PLACES)
    ]
    apart = difference(torch.cat(one_by_one), together)
    return CheckBody(
        holds=apart < TOLERANCE,
        measured={
            "largest difference between the outputs": apart,
            f"keys computed for {PLACES} tokens with a cache": PLACES,
            f"keys computed for {PLACES} tokens without one": PLACES * (PLACES + 1) // 2,
        },
    )


def _earlier_outputs_changed(model: nn.Module) -> int:
    """Return at how many places before a changed token the output changes, over all tokens of a window."""
    normal(model, torch.Generator().manual_seed(42), std=0.3)
    model = model.double().eval()
    tokens = torch.randint(VOCABULARY, (1, PLACES), generator=torch.Generator().manual_seed(0))
    before, changed = model(tokens), 0
    for place in range(PLACES):
        other = tokens.clone()
        other[:, place] = (tokens[:, place] + 1) % VOCABULARY
        is_changed = (model(other) != before).any(dim=1)  # (1, places)
        changed += int(is_changed[:, :place].sum())
    return changed


def _expected_loss(logits: torch.Tensor, source: torch.Tensor) -> float:
    """Return the mean loss of logits (vocabulary,) over tokens with these probabilities."""
    losses = [cross_entropy(logits[None], torch.tensor([token])) for token in range(VOCABULARY)]
    return float((source * torch.stack(losses)).sum())
