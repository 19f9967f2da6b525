"""k-fold cross-validation: the indices of each fold."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


def k_fold(examples: int, folds: int, generator: np.random.Generator) -> Iterator[tuple[Indices, Indices]]:
    """Yield (training, validation) indices; every example is in one validation fold."""
    parts = np.array_split(generator.permutation(examples), folds)
    for number, validation in enumerate(parts):
        training = np.concatenate(parts[:number] + parts[number + 1 :])
        yield training, validation
