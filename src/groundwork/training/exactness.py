"""The settings under which torch gives the same bits every time."""

import os

import torch

from groundwork.core.errors import UserError
from groundwork.core.processor import capability, is_pinned


def make_deterministic() -> None:
    """Use the pinned kernels, one thread and deterministic ones, and flush denormals, which slow a diverging run down.

    Raises UserError where torch has chosen other kernels already.
    """
    _refuse_other_kernels()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)
    torch.backends.cudnn.benchmark = False


def _refuse_other_kernels() -> None:
    chosen, wanted = torch.backends.cpu.get_cpu_capability(), capability()
    if not is_pinned(os.environ) or chosen != (wanted or chosen):
        raise UserError(
            f"torch: computes with its {chosen} kernels, records are made with {wanted or 'those of a bare shell'}; "
            "call groundwork.core.processor.pin(os.environ) before torch is imported"
        )
