"""Set the seed."""

import random

import numpy
import torch


def set_the_seed(seed: int) -> None:
    """Start every generator anew: initialization, dropout and the order of batches then repeat on this machine."""
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)  # the processor and every GPU
    torch.backends.cudnn.benchmark = False  # else the fastest algorithm may differ from run to run
    torch.use_deterministic_algorithms(True)  # an error where an operation has none
