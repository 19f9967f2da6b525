"""Choose the device."""

import torch


def choose_device() -> torch.device:
    """Return the first available accelerator, else the CPU; move model and batches there with `.to(device)`."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")
