"""The color, marker and dash of each series: a well-known name has the same in every figure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from groundwork.figures.shared.style import DASHES, MARKERS, SERIES

OWN = {
    **{"SGD": (0, 0), "momentum": (1, 0), "Nesterov": (2, 0), "RMSprop": (3, 0), "Adam": (4, 0), "AdamW": (5, 0)},
    **{"He normal": (0, 0), "He uniform": (0, 1), "Xavier normal": (1, 0), "Xavier uniform": (1, 1)},
    **{"orthogonal": (2, 0), "normal": (3, 0), "uniform": (4, 0), "sparse": (5, 0), "zeros": (5, 1)},
    **{"MLP": (0, 0), "CNN": (1, 0), "transformer": (2, 0), "softmax regression": (4, 0)},
    **{"RNN": (3, 0), "LSTM": (5, 0), "GRU": (1, 0)},
    **{"logistic regression": (4, 1), "linear regression": (4, 1), "nearest neighbors": (3, 1)},
    **{"support vector machine": (2, 1), "random forest": (5, 1), "gradient boosting": (1, 1)},
    **{"ReLU": (0, 0), "ELU": (1, 0), "tanh": (2, 0), "sigmoid": (3, 0), "none": (4, 0), "SiLU": (5, 0)},
    **{"leaky ReLU": (0, 1), "GELU": (1, 1)},
}
"""The color and the number of its use (which gives dash and marker) of the names that several figures show."""

QUALIFIED = re.compile(r"(.+?)(?:,| \(| \d)")
"""What a label says before its settings: Adam in `Adam, 0.01`, `Adam (beta_1 0.8)` and `Adam 0.01`."""


@dataclass(frozen=True)
class SeriesStyle:
    """The style of a series: a color, a marker and matplotlib's dash pattern."""

    color: str
    marker: str
    dash: Any


def series_styles(names: Iterable[str], first_use: int = 0) -> dict[str, SeriesStyle]:
    """Return a style for each name; up to 36 names have distinct pairs of color and marker, 18 of color and dash.

    Labels of one well-known name with different settings share its color, as long as dashes tell them apart. All other
    names get what is left, the least used colors first. With `first_use` 1 no line is solid.
    """
    labels = list(dict.fromkeys(names))
    taken: dict[str, tuple[int, int]] = {}
    for label in labels:
        base = _base(label)
        namesakes = [each for each in labels if _base(each) == base]
        color, use = OWN.get(base, (0, len(DASHES)))
        use = max(use, first_use)
        if use + len(namesakes) <= len(DASHES):
            slot = color, use + namesakes.index(label)
            taken |= {label: slot} if slot not in taken.values() else {}
    for label in labels:
        if label not in taken:
            taken[label] = _least_used(set(taken.values()), first_use)
    return {label: _style(*taken[label], DASHES[first_use:], first_use) for label in labels}


def _base(label: str) -> str:
    qualified = QUALIFIED.match(label)
    return qualified[1] if qualified else label


def _least_used(taken: set[tuple[int, int]], first_use: int) -> tuple[int, int]:
    """Return a free color and use; the color that the fewest series have, in the order of the palette."""
    uses = [sum(color == other for other, _ in taken) for color in range(len(SERIES))]
    color = uses.index(min(uses))
    use = first_use
    while (color, use) in taken:
        use += 1
    return color, use


def _style(color: int, use: int, dashes: Sequence[Any], first_use: int) -> SeriesStyle:
    dash = dashes[(use - first_use) % len(dashes)]
    return SeriesStyle(SERIES[color], MARKERS[(color + use) % len(MARKERS)], dash)
