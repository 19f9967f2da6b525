"""Convolution of images, as loops over the output positions."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def convolution(images: Array, filters: Array, biases: Array, stride: int = 1, padding: int = 0) -> Array:
    """Return (batch, filters, rows, columns) from (batch, channels, height, width).

    Filters (filters, channels, size, size) are not flipped, as in deep-learning libraries.
    """
    size = filters.shape[-1]
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (padded.shape[2] - size) // stride + 1
    columns = (padded.shape[3] - size) // stride + 1
    output = np.empty((len(images), len(filters), rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            patch = padded[:, :, top : top + size, left : left + size]
            products = np.tensordot(patch, filters, axes=([1, 2, 3], [1, 2, 3]))
            output[:, :, row, column] = products + biases  # (batch, filters)
    return output
