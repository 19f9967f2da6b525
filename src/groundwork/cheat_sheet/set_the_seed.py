"""Set the seed."""

import random

import numpy
import torch


def set_the_seed(seed: int) -> None:
    """Seed every generator, so that initialization, dropout and batch order are reproducible on this machine."""
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)  # the CPU and every GPU
    torch.backends.cudnn.benchmark = False  # otherwise the selected algorithm may differ from run to run
    torch.use_deterministic_algorithms(True)  # raises an error if an operation has no deterministic algorithm
