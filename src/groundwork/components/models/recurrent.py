"""Recurrent networks, which read an image row by row from the top."""

from collections.abc import Callable

import torch
from torch import nn

from groundwork.components.models.shared.shapes import Images
from groundwork.config.bounds import Fraction, Layers, Units

MakeLayer = Callable[..., nn.RNNBase]


def rnn(
    shape: Images,
    outputs: int,
    *,
    hidden_size: Units = 64,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a simple recurrent network with tanh (Elman, 1990), `hidden_size` units per layer.

    It outputs logits (batch, outputs). As in `lstm` and `gru`, dropout follows every recurrent layer.
    """
    return _RecurrentNetwork(shape, outputs, nn.RNN, hidden_size, num_layers, dropout)


def lstm(
    shape: Images,
    outputs: int,
    *,
    hidden_size: Units = 64,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a long short-term memory network (Hochreiter and Schmidhuber, 1997); outputs logits (batch, outputs)."""
    return _RecurrentNetwork(shape, outputs, nn.LSTM, hidden_size, num_layers, dropout)


def gru(
    shape: Images,
    outputs: int,
    *,
    hidden_size: Units = 64,
    num_layers: Layers = 1,
    dropout: Fraction = 0.0,
) -> nn.Module:
    """Return a network of gated recurrent units (Cho et al., 2014); outputs logits (batch, outputs)."""
    return _RecurrentNetwork(shape, outputs, nn.GRU, hidden_size, num_layers, dropout)


class _RecurrentNetwork(nn.Module):
    """Stacked recurrent layers over the image rows; a linear layer reads the top layer's state after the last row."""

    def __init__(
        self, shape: Images, outputs: int, make: MakeLayer, hidden_size: int, num_layers: int, dropout: float
    ) -> None:
        super().__init__()
        channels, _height, width = shape
        # One module per layer: with num_layers > 1, cuDNN's dropout uses its own generator, which our seeds do not
        # reset.
        inputs = [channels * width] + [hidden_size] * (num_layers - 1)
        self._layers = [make(each, hidden_size, batch_first=True) for each in inputs]
        for number, layer in enumerate(self._layers, start=1):
            self.add_module(f"recurrent_{number}", layer)
        self.dropout = nn.Dropout(dropout)
        self.last_step = _LastStep()
        self.output = nn.Linear(hidden_size, outputs)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        values = images.transpose(1, 2).flatten(2)  # (batch, rows, channels * width)
        for layer in self._layers:
            values = self.dropout(layer(values)[0])  # (batch, rows, hidden_size)
        logits: torch.Tensor = self.output(self.last_step(values))  # (batch, outputs)
        return logits


class _LastStep(nn.Module):
    """The state after the last step of a sequence."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values[:, -1]
