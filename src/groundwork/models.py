"""The networks: each function builds one, named in params.yaml by the function's name."""

from collections import OrderedDict

from torch import nn

from groundwork.config.catalog import PositiveInteger

Shape = tuple[int, int, int]


def softmax_regression(shape: Shape, classes: int) -> nn.Sequential:
    """Return the linear classifier: every pixel is connected to every class, and nothing else."""
    return _perceptron(shape, (), classes)


def mlp(shape: Shape, classes: int, *, hidden: tuple[PositiveInteger, ...] = (256, 128)) -> nn.Sequential:
    """Return a multilayer perceptron with ReLU between its layers; `hidden` lists the units of each hidden layer."""
    return _perceptron(shape, tuple(hidden), classes)


def cnn(
    shape: Shape,
    classes: int,
    *,
    filters: tuple[PositiveInteger, ...] = (32, 64),
    kernel: PositiveInteger = 5,
    stride: PositiveInteger = 2,
    dense: PositiveInteger = 128,
) -> nn.Sequential:
    """Return convolutions with ReLU and a stride in place of pooling, followed by one dense hidden layer.

    The first convolution has the given kernel, the others 3x3; the padding keeps the size but for the stride.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels, height, width = shape
    for number, wanted in enumerate(filters, start=1):
        size = kernel if number == 1 else 3
        layers[f"convolution_{number}"] = nn.Conv2d(channels, wanted, size, stride=stride, padding=size // 2)
        layers[f"relu_{number}"] = nn.ReLU()
        channels = wanted
        height, width = ((side + 2 * (size // 2) - size) // stride + 1 for side in (height, width))
    layers["flatten"] = nn.Flatten()  # (batch, channels * height * width)
    layers["dense"] = nn.Linear(channels * height * width, dense)
    layers["relu"] = nn.ReLU()
    layers["output"] = nn.Linear(dense, classes)
    return nn.Sequential(layers)


def _perceptron(shape: Shape, hidden: tuple[int, ...], classes: int) -> nn.Sequential:
    layers: OrderedDict[str, nn.Module] = OrderedDict(flatten=nn.Flatten())  # (batch, pixels)
    inputs = shape[0] * shape[1] * shape[2]
    for number, units in enumerate(hidden, start=1):
        layers[f"hidden_{number}"] = nn.Linear(inputs, units)
        layers[f"relu_{number}"] = nn.ReLU()
        inputs = units
    layers["output"] = nn.Linear(inputs, classes)
    return nn.Sequential(layers)
