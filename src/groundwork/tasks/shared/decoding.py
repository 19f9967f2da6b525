"""Decoding: the sentences that an encoder-decoder network writes by itself."""

import torch

from groundwork.components.models.translation import EncoderDecoder, Memory
from groundwork.core.tokens import END, PAD, START
from groundwork.tasks.shared.networks import inference, predict


def greedy(model: EncoderDecoder, source: torch.Tensor) -> torch.Tensor:
    """Return the sentences (n, places) of which each token is the most probable one after those before it."""
    return predict(model, source).argmax(1)


def beam_search(model: EncoderDecoder, source: torch.Tensor, width: int) -> torch.Tensor:
    """Return the most probable sentences (n, places) that a beam search finds, padded after their end tokens.

    At each place it keeps the `width` most probable beginnings of each sentence. The probability of a sentence is the
    product of those of its tokens, whatever its length.
    """
    count, places = source.shape
    first = torch.arange(count, device=source.device)[:, None] * width  # (n, 1): where each sentence's beams begin
    with inference(model):
        # All beams of a sentence lie one after another in the batch, and see the same states of the encoder.
        memory = Memory(*(each.repeat_interleave(width, dim=0) for each in model.encode(source)))
        state, tokens = model.start(memory), source.new_full((count * width, 1), START)
        is_over = torch.zeros_like(tokens[:, 0], dtype=torch.bool)
        scores = memory.last.new_full((count, width), -torch.inf)
        scores[:, 0] = 0  # there is one empty beginning
        for _ in range(places):
            logits, state = model.step(tokens[:, -1], state, memory)
            longer = scores[:, :, None] + _continued(logits, is_over).view(count, width, -1)
            scores, chosen = longer.flatten(1).topk(width)  # (n, width), among the tokens of all beams
            beams = (first + chosen // logits.shape[1]).flatten()
            state = state[0][:, beams], state[1][:, beams]
            tokens = torch.cat([tokens[beams], (chosen % logits.shape[1]).flatten()[:, None]], dim=1)
            is_over = is_over[beams] | (tokens[:, -1] == END)
    return tokens.view(count, width, -1)[:, 0, 1:]  # the best beam of each, without the start token


def sentences(tokens: torch.Tensor) -> list[list[int]]:
    """Return the tokens (n, places) of each sentence up to its end token, without it."""
    rows: list[list[int]] = tokens.tolist()
    return [row[: row.index(END)] if END in row else row for row in rows]


def _continued(logits: torch.Tensor, is_over: torch.Tensor) -> torch.Tensor:
    """Return log probabilities (beams, vocabulary) of each next token; after the end there is nothing but padding."""
    only_padding = torch.full_like(logits[0], -torch.inf)
    only_padding[PAD] = 0
    return torch.where(is_over[:, None], only_padding, logits.log_softmax(1))
