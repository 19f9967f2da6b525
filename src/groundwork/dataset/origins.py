"""The datasets by name, each with the digest of its prepared arrays."""

from pathlib import Path

from groundwork.core.identity import digest_of, normalized_source
from groundwork.dataset.image_origins import DIGITS, FASHION_MNIST, MNIST
from groundwork.dataset.origin import Origin, Payload
from groundwork.dataset.table_origins import CHURN, DIABETES, TWO_CLASSES

__all__ = ["ORIGINS", "Origin", "Payload", "digest", "task_of"]

FOLDER = Path(__file__).parent

ORIGINS = {origin.name: origin for origin in (DIGITS, FASHION_MNIST, MNIST, TWO_CLASSES, CHURN, DIABETES)}


def task_of(name: str) -> str:
    """Return the task that a dataset sets."""
    return "classification" if ORIGINS[name].classes else "regression"


def digest(name: str) -> str:
    """Return 12 hex digits over all that determines the arrays that training is handed, without reading any data.

    That is what is pinned about the bytes, in the order in which they are read, and the source that makes arrays of
    them, comments and layout left out.
    """
    origin = ORIGINS[name]
    determined_by = {
        "name": origin.name,
        "files": [(file, payload.md5) for file, payload in origin.files.items()],
        "arrays": origin.arrays_sha256,
        "image_shape": origin.image_shape,
        "top_value": origin.top_value,
        "source": [normalized_source(FOLDER / file) for file in _makers(origin)],
    }
    return digest_of(determined_by)


def _makers(origin: Origin) -> list[str]:
    """Return the files of source that make the arrays that training is handed, from verified bytes or from none."""
    return ["arrays.py", "loading.py", *([] if origin.files else ["bundled.py"])]
