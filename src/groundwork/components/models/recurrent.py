"""Recurrent networks, which read an image row by row from the top, or a window token by token."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Images, Shape, Windows
from groundwork.config.bounds import Fraction, Layers, Units

MakeLayer = Callable[..., nn.RNNBase]


def rnn(
    shape: Images | Windows,
    outputs: int,
    *,
    hidden_size: Units = 64,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a simple recurrent network with tanh (Elman, 1990), `hidden_size` units per layer.

    It outputs logits (batch, outputs) after the last row of an image, or (batch, outputs, places) after each token of a
    window, for the token that comes next. As in `lstm` and `gru`, dropout follows every recurrent layer.
    """
    return _RecurrentNetwork(shape, outputs, nn.RNN, hidden_size, num_layers, dropout)


def lstm(
    shape: Images | Windows,
    outputs: int,
    *,
    hidden_size: Units = 64,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a long short-term memory network (Hochreiter and Schmidhuber, 1997); outputs logits as `rnn` does."""
    return _RecurrentNetwork(shape, outputs, nn.LSTM, hidden_size, num_layers, dropout)


def gru(
    shape: Images | Windows,
    outputs: int,
    *,
    hidden_size: Units = 64,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a network of gated recurrent units (Cho et al., 2014); outputs logits as `rnn` does."""
    return _RecurrentNetwork(shape, outputs, nn.GRU, hidden_size, num_layers, dropout)


class _RecurrentNetwork(nn.Module):
    """Stacked recurrent layers over image rows or embedded tokens, and a linear layer.

    Of an image, that layer reads the top layer's state after the last row; of a window, that after each token.
    """

    def __init__(
        self, shape: Shape, outputs: int, make: MakeLayer, hidden_size: int, num_layers: int, dropout: float
    ) -> None:
        super().__init__()
        self._reads_tokens = len(shape) == 1
        if self._reads_tokens:
            self.embedding = nn.Embedding(outputs, hidden_size)  # the tokens that it reads are those that it predicts
        width = hidden_size if self._reads_tokens else shape[0] * shape[2]
        # One module per layer: with num_layers > 1, cuDNN's dropout uses its own generator, which our seeds do not
        # reset.
        inputs = [width] + [hidden_size] * (num_layers - 1)
        self._layers = [make(each, hidden_size, batch_first=True) for each in inputs]
        for number, layer in enumerate(self._layers, start=1):
            self.add_module(f"recurrent_{number}", layer)
        self.dropout = nn.Dropout(dropout)
        if not self._reads_tokens:
            self.last_step = _LastStep()
        self.output = nn.Linear(hidden_size, outputs)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        # (batch, steps, width): rows with all their channels, or embeddings
        values = self.embedding(inputs) if self._reads_tokens else inputs.transpose(1, 2).flatten(2)
        for layer in self._layers:
            values = self.dropout(layer(values)[0])  # (batch, steps, hidden_size)
        logits: torch.Tensor = self.output(values if self._reads_tokens else self.last_step(values))
        return logits.transpose(1, 2) if self._reads_tokens else logits  # (batch, outputs), or for each place


class _LastStep(nn.Module):
    """The state after the last step of a sequence."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values[:, -1]
