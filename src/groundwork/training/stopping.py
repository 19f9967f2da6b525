"""Early stopping: when training ends, and which epoch's weights are kept."""

import copy
import math

import torch
from torch import nn


class EarlyStopping:
    """Watches a model's validation losses; without patience it lets training run out and keeps the last weights."""

    def __init__(self, model: nn.Module, patience: int | None) -> None:
        self.model, self.patience = model, patience
        self.looks = 0
        self.best_loss = math.inf
        self.best_epoch = 0
        self.best_weights: dict[str, torch.Tensor] = {}

    @property
    def is_over(self) -> bool:
        """Whether as many epochs as there is patience went by since the lowest validation loss."""
        return self.patience is not None and self.looks - 1 - self.best_epoch >= self.patience

    def look(self, validation_loss: float) -> None:
        """Take note of the validation loss at the end of the next epoch, the first being that of fresh weights."""
        if self.patience is not None and validation_loss < self.best_loss:
            self.best_loss, self.best_epoch = validation_loss, self.looks
            self.best_weights = copy.deepcopy(self.model.state_dict())
        self.looks += 1

    def restore(self) -> int:
        """Give the model the weights that are kept and return their epoch."""
        if self.patience is None or not self.best_weights:
            return self.looks - 1
        self.model.load_state_dict(self.best_weights)
        return self.best_epoch
