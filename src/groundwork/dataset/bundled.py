"""The datasets that are made and not fetched, most of them by scikit-learn, as arrays with pinned checksums."""

import hashlib
from typing import Any

import numpy as np
import sklearn
from numpy.typing import DTypeLike, NDArray
from sklearn.datasets import load_diabetes, load_digits, make_classification

from groundwork.core.errors import UserError
from groundwork.dataset.origin import Arrays, Origin

_DECIMALS = 4


def bundled(origin: Origin) -> Arrays:
    """Return a dataset's inputs, uint8 (n, height, width) or float32 (n, features), and targets, uint8 or float32 (n,).

    Windows and sentences of tokens are uint8 (n, length), as are their targets. Raises UserError if this version of
    scikit-learn, or of the source that makes them, gives arrays that do not match the pinned checksum.
    """
    inputs, targets = (origin.make or _MAKERS[origin.name])()
    found = hashlib.sha256(inputs.tobytes() + targets.tobytes()).hexdigest()
    if found != origin.arrays_sha256:
        maker, advice = f"scikit-learn {sklearn.__version__}", "install the version in requirements.lock and run again"
        if origin.make:
            maker, advice = (
                "src/groundwork/dataset",
                "undo the change of the source that makes it, or pin this checksum",
            )
        raise UserError(
            f"{maker}: its data for {origin.name} has sha256 {found}, expected {origin.arrays_sha256}; {advice}"
        )
    return inputs, targets


def _digits() -> Arrays:
    found = load_digits()
    return found.images.astype(np.uint8), found.target.astype(np.uint8)


def _two_classes() -> Arrays:
    """A common teaching example for initialization: 500 points, balanced classes, 1 % of the labels redrawn."""
    features, labels = make_classification(
        *(500, 10), n_informative=5, n_redundant=2, flip_y=0.01, class_sep=1.0, random_state=42
    )
    return _table(features, labels, np.uint8)


def _churn() -> Arrays:
    """Few customers leave, and 4 % of the labels are redrawn, so that no model can reach 100 % accuracy."""
    features, labels = make_classification(
        *(5_000, 10), n_informative=6, n_redundant=2, weights=[0.93], flip_y=0.04, class_sep=0.8, random_state=42
    )
    return _table(features, labels, np.uint8)


def _diabetes() -> Arrays:
    found = load_diabetes(scaled=False)
    return _table(found.data, found.target, np.float32)


def _table(features: NDArray[np.float64], targets: NDArray[Any], target_type: DTypeLike) -> Arrays:
    # The linear algebra library affects the last bits of generated numbers and the sign of zero.
    rounded = np.round(features, _DECIMALS) + 0.0
    return rounded.astype(np.float32), targets.astype(target_type)


_MAKERS = {"digits": _digits, "two-classes": _two_classes, "churn": _churn, "diabetes": _diabetes}
