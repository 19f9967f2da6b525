"""Torch settings for bit-identical results."""

import os

import torch

from groundwork.core.errors import UserError
from groundwork.core.processor import capability, is_pinned


def make_deterministic() -> None:
    """Set one thread and deterministic algorithms, and flush denormals, which slow down diverging runs.

    Raises UserError if torch does not use the pinned CPU kernels.
    """
    _require_pinned_kernels()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)
    torch.backends.cudnn.benchmark = False


def _require_pinned_kernels() -> None:
    actual, required = torch.backends.cpu.get_cpu_capability(), capability()
    if not is_pinned(os.environ) or actual != (required or actual):
        raise UserError(
            f"torch: uses its {actual} kernels, but records require {required or 'those of a clean environment'}; "
            "call groundwork.core.processor.pin(os.environ) before importing torch"
        )
