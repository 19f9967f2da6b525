"""Networks of convolutions, for images."""

from collections import OrderedDict

from torch import nn

from groundwork.config.catalog import PositiveInteger
from groundwork.errors import UserError
from groundwork.models._shapes import Shape, size_after

LATER_KERNEL = 3


def cnn(
    shape: Shape,
    outputs: int,
    *,
    filters: tuple[PositiveInteger, ...] = (16, 32),
    kernel: PositiveInteger = 5,
    stride: PositiveInteger = 2,
    padding: bool = True,
    dense: PositiveInteger = 66,
) -> nn.Sequential:
    """Return convolutions with ReLU and a stride in place of pooling, then one dense layer; scores (batch, outputs).

    The first convolution has the given kernel, the others 3x3. Padding keeps the size but for the stride where the
    kernel is odd; without it the image shrinks by kernel - 1 each time. UserError where nothing would be left of it.
    """
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    channels, size = shape[0], (shape[1], shape[2])
    for number, wanted in enumerate(filters, start=1):
        side = kernel if number == 1 else LATER_KERNEL
        border = side // 2 if padding else 0
        layers[f"convolution_{number}"] = nn.Conv2d(channels, wanted, side, stride=stride, padding=border)
        layers[f"relu_{number}"] = nn.ReLU()
        before, channels, size = size, wanted, size_after(size, side, stride, border)
        if min(size) < 1:
            _refuse(number, side, before)
    layers["flatten"] = nn.Flatten()  # (batch, channels * height * width)
    layers["dense"] = nn.Linear(channels * size[0] * size[1], dense)
    layers["relu"] = nn.ReLU()
    layers["output"] = nn.Linear(dense, outputs)
    return nn.Sequential(layers)


def _refuse(number: int, kernel: int, size: tuple[int, int]) -> None:
    raise UserError(
        f"cnn.filters: convolution {number} has a kernel of {kernel}x{kernel} and an image of {size[0]}x{size[1]} "
        "is left for it; list fewer filters, choose a smaller kernel or stride, or write padding: true"
    )
