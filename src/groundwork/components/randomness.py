"""A separate random generator for each purpose of a run."""

import hashlib

import torch


def derived_seed(seed: int, purpose: str) -> int:
    """Return a 63-bit seed derived from a run's seed and a purpose, so that purposes are independent."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{purpose}".encode()).digest()[:8], "big") >> 1


def generator_for(seed: int, purpose: str) -> torch.Generator:
    """Return a generator for one purpose of a run; always on the CPU, so that all devices draw the same numbers."""
    return torch.Generator().manual_seed(derived_seed(seed, purpose))
