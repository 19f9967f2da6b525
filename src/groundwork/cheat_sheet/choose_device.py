"""Choose the device."""

import torch


def choose_device() -> torch.device:
    """Return the first accelerator there is, else the processor; model and batches go there with `.to(device)`."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")
