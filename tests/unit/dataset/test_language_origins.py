"""The artificial languages: their letters follow the rule, and their entropy is the one that is printed."""

import hashlib
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from groundwork.dataset.language_origins import CERTAINTY, DISTANCES, LANGUAGES, LETTERS, SIDE, entropy, letters
from groundwork.dataset.origin import Origin

COUNT = 160_000
ALLOWED = 5 * math.sqrt(CERTAINTY * (1 - CERTAINTY) / COUNT)  # five standard errors of a share


def steps(values: NDArray[np.int64], back: int) -> NDArray[np.int64]:
    """Return by how much each row or column is after the one so many places before."""
    found: NDArray[np.int64] = (values[back:] - values[:-back]) % SIDE
    return found


@pytest.mark.parametrize("distance", DISTANCES)
def test_row_follows_the_last_letter_and_column_the_distant_one(distance: int) -> None:
    text = letters(COUNT, distance)

    for values, back in ((text // SIDE, 1), (text % SIDE, distance)):
        shares = np.bincount(steps(values, back), minlength=SIDE) / COUNT
        assert shares[1] == pytest.approx(CERTAINTY, abs=ALLOWED)
        assert shares[[0, 2, 3]] == pytest.approx([(1 - CERTAINTY) / 3] * 3, abs=ALLOWED)


@pytest.mark.parametrize("distance", [each for each in DISTANCES if each > 1])
def test_column_does_not_depend_on_any_nearer_letter(distance: int) -> None:
    text = letters(COUNT, distance)

    for back in range(1, distance):
        shares = np.bincount(steps(text % SIDE, back), minlength=SIDE) / COUNT
        assert shares == pytest.approx([1 / SIDE] * SIDE, abs=0.02), back


def test_entropy_is_that_of_the_conditional_distribution_of_a_letter() -> None:
    """Sixteen letters: one with both as expected, three each with one of the two, nine with neither."""
    other = (1 - CERTAINTY) / 3
    shares = [CERTAINTY**2, *[CERTAINTY * other] * 6, *[other**2] * 9]

    assert math.fsum(shares) == pytest.approx(1)
    assert len(shares) == len(LETTERS) == SIDE**2
    assert entropy() == pytest.approx(-math.fsum(each * math.log(each) for each in shares))


@pytest.mark.parametrize("distance", DISTANCES)
def test_no_text_is_more_probable_than_the_entropy_allows(distance: int) -> None:
    text = letters(COUNT, distance)
    is_expected = [steps(values, back) == 1 for values, back in ((text // SIDE, 1), (text % SIDE, distance))]
    losses = [-np.log(np.where(each, CERTAINTY, (1 - CERTAINTY) / 3)).mean() for each in is_expected]

    assert sum(losses) == pytest.approx(entropy(), abs=0.02)


@pytest.mark.parametrize("origin", LANGUAGES, ids=lambda origin: origin.name)
def test_windows_are_the_text_and_targets_its_next_letters(origin: Origin) -> None:
    assert origin.make is not None
    inputs, following = origin.make()

    assert inputs.shape == following.shape == (origin.train_images + origin.test_images, origin.length)
    assert (inputs.dtype, int(inputs.max())) == (np.uint8, len(origin.classes) - 1)
    assert np.array_equal(inputs.ravel()[1:], following.ravel()[:-1])
    assert np.array_equal(inputs.ravel(), letters(inputs.size + 16, origin.distance)[:-16])
    assert hashlib.sha256(inputs.tobytes() + following.tobytes()).hexdigest() == origin.arrays_sha256
    assert origin.entropy == entropy()
