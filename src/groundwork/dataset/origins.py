"""The datasets by name, each with the digest of its prepared arrays."""

from groundwork.dataset.image_origins import DIGITS, FASHION_MNIST, MNIST
from groundwork.dataset.origin import Origin, Payload
from groundwork.dataset.table_origins import CHURN, DIABETES, TWO_CLASSES
from groundwork.identity import digest_of

__all__ = ["FORMAT", "ORIGINS", "Origin", "Payload", "digest"]

FORMAT = 1
"""Version of the prepared file; raising it prepares every dataset again and changes every digest."""

ORIGINS = {origin.name: origin for origin in (DIGITS, FASHION_MNIST, MNIST, TWO_CLASSES, CHURN, DIABETES)}


def digest(name: str) -> str:
    """Return 12 hex digits over all that determines the prepared arrays, without reading any data."""
    origin = ORIGINS[name]
    pinned = {
        "format": FORMAT,
        "name": origin.name,
        "files": {file: payload.md5 for file, payload in origin.files.items()},
        "arrays": origin.arrays_sha256,
        "top_value": origin.top_value,
    }
    return digest_of(pinned)
