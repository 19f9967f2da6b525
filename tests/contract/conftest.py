"""Lets the contract tests import what they share, and compute as a job does."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from groundwork.training.exactness import make_exact


@pytest.fixture(scope="module")
def exact() -> Iterator[None]:
    """One thread and deterministic kernels, until the end of the file that asks for them."""
    threads = torch.get_num_threads()
    make_exact()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)
    torch.set_flush_denormal(False)
