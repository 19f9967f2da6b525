"""The datasets by name, and the digests of their prepared arrays."""

from pathlib import Path

from groundwork.core.identity import digest_of, normalized_source
from groundwork.dataset.image_origins import DIGITS, FASHION_MNIST, MNIST
from groundwork.dataset.origin import Arrays, Origin, Payload
from groundwork.dataset.table_origins import CHURN, DIABETES, TWO_CLASSES

__all__ = ["ORIGINS", "Arrays", "Origin", "Payload", "digest", "task_of"]

FOLDER = Path(__file__).parent

ORIGINS = {origin.name: origin for origin in (DIGITS, FASHION_MNIST, MNIST, TWO_CLASSES, CHURN, DIABETES)}


def task_of(name: str) -> str:
    """Return the task that a dataset sets."""
    return ORIGINS[name].task


def digest(name: str) -> str:
    """Return 12 hex digits over everything that determines a dataset's prepared arrays, without reading any data.

    Covers the pinned checksums, in reading order, and the source that makes the arrays, without comments and
    formatting.
    """
    origin = ORIGINS[name]
    determined_by = {
        "name": origin.name,
        "files": [(file, payload.md5) for file, payload in origin.files.items()],
        "arrays": origin.arrays_sha256,
        "has_test_split": origin.has_test_split,
        "shape": origin.stored_shape,
        "top_value": origin.top_value,
        "source": [normalized_source(FOLDER / file) for file in _makers(origin)],
    }
    return digest_of(determined_by)


def _makers(origin: Origin) -> list[str]:
    """Return the source files that make a dataset's arrays."""
    return ["arrays.py", "loading.py", *([] if origin.files else ["bundled.py"])]
