"""The settings under which torch gives the same bits every time."""

import os

import torch


def make_exact() -> None:
    """Use one thread and deterministic kernels, and flush denormals, which slow a diverging run down."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)
    torch.backends.cudnn.benchmark = False
