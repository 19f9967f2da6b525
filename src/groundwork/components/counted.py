"""Models that count: each function returns a network that is fitted in one pass over the training split."""

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Windows
from groundwork.config.bounds import ContextLength, PositiveNumber

SHORT_PAST, NO_CODE = -1, -2  # in place of the code of a context


def ngram(
    shape: Windows,  # noqa: ARG001
    outputs: int,
    *,
    n: ContextLength = 2,
    smoothing: PositiveNumber = 1.0,
) -> "Ngram":
    """Return an n-gram model: the next token's probabilities, counted after each sequence of the last n - 1 tokens.

    Additive smoothing (Lidstone): `smoothing` is added to every count. A sequence that training did not have gives all
    tokens the same probability, as do places with a shorter past.
    """
    return Ngram(outputs, n, smoothing)


class Ngram(nn.Module):
    """A table of log-probabilities (contexts + 1, vocabulary); its last row is for contexts that were not seen."""

    contexts: torch.Tensor  # sorted codes of the contexts in the training windows (contexts,)
    table: torch.Tensor

    def __init__(self, vocabulary: int, n: int, smoothing: float) -> None:
        super().__init__()
        self._vocabulary, self._n, self._smoothing = vocabulary, n, smoothing
        self.register_buffer("contexts", torch.empty(0, dtype=torch.long))
        self.register_buffer("table", torch.empty(1, vocabulary))

    def fit(self, tokens: torch.Tensor, following: torch.Tensor) -> None:
        """Count the tokens that follow each context in windows (n, places), and set the probabilities."""
        codes = self._codes(tokens)
        is_whole = codes != SHORT_PAST
        self.contexts, rows = codes[is_whole].unique(return_inverse=True)
        cells, shape = rows * self._vocabulary + following[is_whole], (len(self.contexts) + 1, self._vocabulary)
        counts = torch.bincount(cells, minlength=shape[0] * shape[1]).view(shape) + self._smoothing
        self.table = (counts / counts.sum(1, keepdim=True)).log()

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return log-probabilities (batch, vocabulary, places) after each token of windows (batch, places)."""
        codes = self._codes(tokens)
        rows = torch.searchsorted(self.contexts, codes)  # up to their number, for a code above all of them
        found = torch.cat([self.contexts, self.contexts.new_full((1,), NO_CODE)])[rows]
        rows = torch.where(found == codes, rows, len(self.contexts))
        return self.table[rows].transpose(1, 2)

    def _codes(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return a number for the context at each place, different for different contexts."""
        codes = torch.zeros_like(tokens)
        for back in range(self._n - 1):
            codes = codes * self._vocabulary + tokens.roll(back, dims=1)
        codes[:, : max(self._n - 2, 0)] = SHORT_PAST
        return codes
