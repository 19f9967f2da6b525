"""Pinned metadata and checksums of the artificial languages, and the source that writes them."""

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from groundwork.dataset.origin import Arrays, Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 4
"""Rows, and columns, of the table in which the letters stand."""
CERTAINTY = 0.85
"""Probability of the expected row, and of the expected column."""
LETTERS = "abcdefghijklmnop"
DISTANCES = (1, 2, 4, 8, 16)
WINDOWS, LENGTH = 18_000, 32
SEED = 42


def entropy() -> float:
    """Return the entropy of every language in nats per letter: no model has a lower expected loss.

    Given the past, a row is drawn from one distribution, whatever the past is, and a column from the same one, both
    independently. So the entropy is twice that of the distribution, at every distance.
    """
    other = (1 - CERTAINTY) / (SIDE - 1)
    return -2 * (CERTAINTY * math.log(CERTAINTY) + (1 - CERTAINTY) * math.log(other))


def letters(count: int, distance: int) -> "NDArray[Any]":
    """Return letters of a language as numbers (count,); `distance` must divide their count.

    Letter 4 r + c stands in row r and column c of a table. The next letter is expected in the row after that of the
    last letter and in the column after that of the letter `distance` places before it, where the first row or column
    comes after the last one. Row and column are each as expected with probability 0.85; otherwise each of the other
    three is equally likely.
    """
    import numpy as np  # here and not above: the Snakefile need not wait for it

    drawn = np.random.default_rng(SEED).random((2, count))
    other = 2 + (SIDE - 1) * (drawn - CERTAINTY) / (1 - CERTAINTY)
    steps = np.where(drawn < CERTAINTY, 1, np.floor(other)).astype(np.int64)
    rows = steps[0].cumsum() % SIDE
    columns = steps[1].reshape(-1, distance).cumsum(axis=0).ravel() % SIDE  # `distance` chains in turns
    return SIDE * rows + columns


def _windows(distance: int) -> Arrays:
    """Return windows of a text and, for each place, the letter that comes next; both uint8 (windows, places)."""
    import numpy as np

    text = letters(WINDOWS * LENGTH + max(DISTANCES), distance).astype(np.uint8)
    inputs, following = (text[start:][: WINDOWS * LENGTH].reshape(WINDOWS, LENGTH) for start in (0, 1))
    return inputs, following


def _language(distance: int, arrays_sha256: str) -> Origin:
    return Origin(
        name=f"language-{distance}",
        title=f"Artificial language, distance {distance}",
        task="language",
        example="window",
        classes=tuple(LETTERS),
        length=LENGTH,
        distance=distance,
        entropy=entropy(),
        train_images=14_400,
        test_images=3_600,
        citation=(
            "C. E. Shannon: A Mathematical Theory of Communication. Bell System Technical Journal 27(3), 379-423, 1948 "
            "(what the entropy of such a source is)."
        ),
        license="none needed: made by this project from random numbers",
        url="https://doi.org/10.1002/j.1538-7305.1948.tb01338.x",
        make=partial(_windows, distance),
        arrays_sha256=arrays_sha256,
    )


LANGUAGES = tuple(
    _language(distance, arrays_sha256)
    for distance, arrays_sha256 in {
        1: "87c12f4e2fc659eedd43627c46b227235d378945b5b34581ec3aa9142eca8d52",
        2: "89a692ed5e95b9618c0f8b78da8a29cf7e2a4320d92ac30f7032029cb7c91bd7",
        4: "7beabb23c38c8914e625d1cc4a1e6e2e16f7ff8f3b6e553a24e99551d724b19a",
        8: "67049af1f36c58c42d4bb33e5d6357d3e92a52d316498ff95ff9befd81b3fbdf",
        16: "337b5f78d0dc4c74738f25e2ba9a53aec850fde78182e1b668fe4e6e6673a6c2",
    }.items()
)
