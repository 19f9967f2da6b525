"""Convolutional networks for images."""

from collections import OrderedDict

from torch import nn

from groundwork.components.models.shared.shapes import Images, size_after
from groundwork.config.bounds import PositiveInteger, Units, UnitsOfLayers
from groundwork.config.choices import Pooling

LATER_KERNEL = 3
WINDOW = 2  # side of a pooling window, which is also its stride
POOLINGS = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}


def cnn(
    shape: Images,
    outputs: int,
    *,
    filters: UnitsOfLayers = (16, 32),
    kernel_size: PositiveInteger = 5,
    stride: PositiveInteger = 2,
    padding: bool = True,
    pooling: Pooling = "none",
    dense: Units = 66,
) -> nn.Sequential:
    """Return convolutions with ReLU, each optionally followed by 2x2 pooling, then one dense layer.

    Outputs logits (batch, outputs). The first kernel is `kernel_size`, the others are 3x3. With padding and an odd
    kernel, only stride and pooling reduce the size. Without padding, each convolution shrinks the image by kernel
    size - 1, and a side below 3 caps the kernel. An image with a side below 2 is not pooled.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels, size = shape[0], (shape[1], shape[2])
    for number, wanted in enumerate(filters, start=1):
        side = kernel_size if number == 1 else _later_kernel(size, padding)
        border = side // 2 if padding else 0
        layers[f"convolution_{number}"] = nn.Conv2d(channels, wanted, side, stride=stride, padding=border)
        layers[f"relu_{number}"] = nn.ReLU()
        channels, size = wanted, size_after(size, side, stride, border)
        if pooling in POOLINGS and min(size) >= WINDOW:
            layers[f"{pooling}_pooling_{number}"] = POOLINGS[pooling](WINDOW)
            size = size_after(size, WINDOW, WINDOW, 0)
    return nn.Sequential(layers | _head(channels * size[0] * size[1], dense, outputs))


def _later_kernel(size: tuple[int, int], padding: bool) -> int:
    return LATER_KERNEL if padding else min(LATER_KERNEL, *size)


def _head(inputs: int, dense: int, outputs: int) -> OrderedDict[str, nn.Module]:
    return OrderedDict(
        flatten=nn.Flatten(),  # (batch, channels * height * width)
        dense=nn.Linear(inputs, dense),
        relu=nn.ReLU(),
        output=nn.Linear(dense, outputs),
    )
