"""The settings of a job, for as long as the tests of one file need them."""

from collections.abc import Iterator

import pytest
import torch

from groundwork.training.exactness import make_deterministic


@pytest.fixture(scope="module")
def exact() -> Iterator[None]:
    """One thread and deterministic kernels, until the end of the file that asks for them."""
    threads = torch.get_num_threads()
    make_deterministic()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)
    torch.set_flush_denormal(False)
