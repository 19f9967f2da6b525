"""Temperature scaling: one number, fitted on validation, that corrects how sure a network is."""

import torch
from torch import Tensor


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """Return the temperature with the lowest cross-entropy on the validation split.

    Guo et al. 2017.
    """
    log_temperature = torch.zeros(1, requires_grad=True)  # its exponential is always positive
    optimizer = torch.optim.LBFGS([log_temperature], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits / log_temperature.exp(), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return log_temperature.exp().item()


def calibrated(logits: Tensor, temperature: float) -> Tensor:
    """Return probabilities (batch, classes) whose largest is where it was."""
    return torch.softmax(logits / temperature, dim=1)
