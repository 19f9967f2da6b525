"""Independent random numbers for every purpose of a run."""

import hashlib

import torch


def derived_seed(seed: int, purpose: str) -> int:
    """Return a 63-bit seed for one purpose of a run, so that no purpose draws from another one's random numbers."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{purpose}".encode()).digest()[:8], "big") >> 1


def generator_for(seed: int, purpose: str) -> torch.Generator:
    """Return a generator that only this purpose of this run draws from; it lives on the CPU on every machine."""
    return torch.Generator().manual_seed(derived_seed(seed, purpose))
