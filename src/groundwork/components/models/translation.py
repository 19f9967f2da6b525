"""Networks that read a sentence and write its translation, token by token."""

from typing import NamedTuple

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Sentences
from groundwork.config.bounds import Probability, Units
from groundwork.core.tokens import PAD, START

State = tuple[torch.Tensor, torch.Tensor]  # of the decoder: hidden and cell state, each (1, batch, hidden_size)


def encoder_decoder(
    shape: Sentences,  # noqa: ARG001
    outputs: int,
    *,
    attention: bool = True,
    embedding_dim: Units = 32,
    hidden_size: Units = 32,
    teacher_forcing_ratio: Probability = 1.0,
) -> nn.Module:
    """Return an LSTM that reads a sentence and an LSTM that writes its translation (Sutskever et al., 2014).

    For each token the decoder sees a context: the encoder's last state, or with `attention` a mean of all its states,
    weighted by how well each fits the decoder's own (Luong et al., 2015); both have equally many parameters. `outputs`
    is the size of the vocabulary, which the languages share. In training the decoder reads the reference's last token
    with probability `teacher_forcing_ratio`, otherwise its own guess (Bengio et al., 2015).
    """
    return EncoderDecoder(outputs, embedding_dim, hidden_size, teacher_forcing_ratio, attends=attention)


class Memory(NamedTuple):
    """What the decoder sees of the sentences read: all states of the encoder, the last one, and what is padding."""

    states: torch.Tensor  # (batch, source places, hidden_size)
    last: torch.Tensor  # (batch, hidden_size)
    is_padding: torch.Tensor  # (batch, source places)


class EncoderDecoder(nn.Module):
    """An LSTM encoder and an LSTM decoder with one embedding for both, and a linear output layer."""

    def __init__(
        self, vocabulary: int, embedding_dim: int, hidden_size: int, teacher_forcing_ratio: float, *, attends: bool
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding_dim)
        self.encoder = nn.LSTM(embedding_dim, hidden_size, batch_first=True)
        self.decoder = nn.LSTM(embedding_dim, hidden_size, batch_first=True)
        self.output = nn.Linear(2 * hidden_size, vocabulary)
        self.attends, self._teacher_forcing_ratio = attends, teacher_forcing_ratio

    def forward(self, source: torch.Tensor, previous: torch.Tensor | None = None) -> torch.Tensor:
        """Return logits (batch, vocabulary, places) for the token at each place, given those before.

        Those are the reference's, `previous` (batch, places), or without them the network's own most probable ones, at
        as many places as the source has.
        """
        memory = self.encode(source)
        if previous is None:
            return self._one_by_one(memory, source.shape[1])[0]
        if self.training and self._teacher_forcing_ratio < 1:
            with torch.no_grad():  # which tokens are read has no gradient
                _, previous = self._one_by_one(memory, previous.shape[1], previous)
        states, _ = self.decoder(self.embedding(previous), self.start(memory))  # (batch, places, hidden_size)
        return self._logits(states, memory).transpose(1, 2)

    def encode(self, source: torch.Tensor) -> Memory:
        """Return what the decoder sees of sentences (batch, places); their padding changes nothing."""
        states, _ = self.encoder(self.embedding(source))  # (batch, places, hidden_size)
        ends = (source != PAD).sum(1).clamp(min=1) - 1
        return Memory(states, states[torch.arange(len(source), device=source.device), ends], source == PAD)

    def start(self, memory: Memory) -> State:
        """Return the decoder's state before the first token: the encoder's last one."""
        first = memory.last[None].contiguous()
        return first, torch.zeros_like(first)

    def step(self, tokens: torch.Tensor, state: State, memory: Memory) -> tuple[torch.Tensor, State]:
        """Return logits (batch, vocabulary) for the token after these (batch,), and the decoder's next state."""
        states, after = self.decoder(self.embedding(tokens[:, None]), state)  # (batch, 1, hidden_size)
        return self._logits(states, memory)[:, 0], after

    def attention(self, states: torch.Tensor, memory: Memory) -> torch.Tensor:
        """Return the weights of the encoder's states (batch, places, source places) for each of the decoder's."""
        scores: torch.Tensor = states @ memory.states.transpose(1, 2) * states.shape[-1] ** -0.5
        return scores.masked_fill(memory.is_padding[:, None], -torch.inf).softmax(-1)

    def _logits(self, states: torch.Tensor, memory: Memory) -> torch.Tensor:
        if self.attends:
            contexts = self.attention(states, memory) @ memory.states
        else:
            contexts = memory.last[:, None].expand_as(states)
        logits: torch.Tensor = self.output(torch.cat([states, contexts], dim=-1))  # (batch, places, vocabulary)
        return logits

    def _one_by_one(
        self, memory: Memory, places: int, reference: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the logits (batch, vocabulary, places) and the tokens read (batch, places): the most probable ones.

        With a reference, the tokens read are its own with probability `teacher_forcing_ratio`.
        """
        state, tokens = self.start(memory), torch.full_like(memory.is_padding[:, 0], START, dtype=torch.long)
        logits, read = [], []
        for place in range(places):
            if place and reference is not None:
                is_forced = torch.rand(len(tokens)).to(tokens.device) < self._teacher_forcing_ratio
                tokens = torch.where(is_forced, reference[:, place], tokens)
            found, state = self.step(tokens, state, memory)
            logits.append(found)
            read.append(tokens)
            tokens = found.argmax(1)
        return torch.stack(logits, dim=2), torch.stack(read, dim=1)
