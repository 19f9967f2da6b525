"""The input of a figure function besides its tables, and its result."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class FigureContext:
    """What a figure needs besides the tables: the study, its classes, its test images, and how it is judged.

    Images are (n, height, width), or (n, height, width, 3) in color.
    """

    study: str
    class_names: tuple[str, ...]
    images: NDArray[np.uint8] | None
    confidence: float

    @property
    def guessing_percent(self) -> float | None:
        """The accuracy of guessing; None if there are no classes."""
        return 100 / len(self.class_names) if self.class_names else None


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure and the numbers drawn in it."""

    figure: Figure
    data: pd.DataFrame
