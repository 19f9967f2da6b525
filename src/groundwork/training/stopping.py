"""Early stopping."""

import copy
import math

import torch
from torch import nn


class EarlyStopping:
    """Keeps the weights of the epoch with the lowest validation loss; `patience=None` keeps those of the last epoch."""

    def __init__(self, model: nn.Module, patience: int | None) -> None:
        self.model, self.patience = model, patience
        self.epochs = 0  # number of updates so far
        self.best_loss = math.inf
        self.best_epoch = 0
        self.best_weights: dict[str, torch.Tensor] = {}

    @property
    def should_stop(self) -> bool:
        """Whether the validation loss has not improved for `patience` epochs."""
        return self.patience is not None and self.epochs - 1 - self.best_epoch >= self.patience

    def update(self, validation_loss: float) -> None:
        """Record the validation loss of the next epoch; epoch 0 is the initial weights."""
        if self.patience is not None and validation_loss < self.best_loss:
            self.best_loss, self.best_epoch = validation_loss, self.epochs
            self.best_weights = copy.deepcopy(self.model.state_dict())
        self.epochs += 1

    def restore_best(self) -> int:
        """Load the weights of the best epoch into the model and return its number."""
        if self.patience is None or not self.best_weights:
            return self.epochs - 1
        self.model.load_state_dict(self.best_weights)
        return self.best_epoch
