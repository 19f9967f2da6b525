"""The cost of a training step by network."""

from collections.abc import Callable
from functools import partial

from torch import nn

from groundwork.components.models.convolutions import cnn
from groundwork.components.models.perceptrons import mlp
from groundwork.components.models.recurrent import gru, lstm, rnn
from groundwork.components.models.transformer import transformer
from groundwork.timing.stopwatch.shared.rounds import Case
from groundwork.timing.stopwatch.shared.training import CLASSES, SHAPE, training

MakeNetwork = Callable[..., nn.Module]


def networks() -> dict[str, Case]:
    """One training step of 128 images by network, each with its default settings.

    Forward, backward and Adam's update. The networks differ in size: this compares cost, not accuracy per cost.
    """
    makers: dict[str, MakeNetwork] = {
        "MLP": mlp,
        "CNN": cnn,
        "RNN": rnn,
        "LSTM": lstm,
        "GRU": gru,
        "transformer": transformer,
    }
    return {name: training(make(SHAPE, CLASSES)) for name, make in makers.items()}


def convolution_knobs() -> dict[str, Case]:
    """One training step of 128 images by the settings of a convolutional network.

    Each row changes one setting of the default network: 16 and 32 filters, a first kernel of 5x5, stride 2, padding.
    """
    makers: dict[str, MakeNetwork] = {
        "usual": cnn,
        "half the filters": partial(cnn, filters=(8, 16)),
        "twice the filters": partial(cnn, filters=(32, 64)),
        "3x3 kernel": partial(cnn, kernel_size=3),
        "7x7 kernel": partial(cnn, kernel_size=7),
        "stride 1": partial(cnn, stride=1),
        "stride 3": partial(cnn, stride=3),
        "no padding": partial(cnn, padding=False),
    }
    return {name: training(make(SHAPE, CLASSES)) for name, make in makers.items()}
