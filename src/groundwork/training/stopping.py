"""Early stopping: when training ends, and which epoch's weights are kept."""

import copy
import math

import torch
from torch import nn


class EarlyStopping:
    """Keeps the weights of the lowest validation loss; without patience, trains to the end and keeps the last ones."""

    def __init__(self, model: nn.Module, patience: int | None) -> None:
        self.model, self.patience = model, patience
        self.epochs = 0  # that were seen
        self.best_loss = math.inf
        self.best_epoch = 0
        self.best_weights: dict[str, torch.Tensor] = {}

    @property
    def should_stop(self) -> bool:
        """Whether the validation loss has not improved for `patience` epochs."""
        return self.patience is not None and self.epochs - 1 - self.best_epoch >= self.patience

    def update(self, validation_loss: float) -> None:
        """Take the validation loss at the end of the next epoch, the first being that of the initial weights."""
        if self.patience is not None and validation_loss < self.best_loss:
            self.best_loss, self.best_epoch = validation_loss, self.epochs
            self.best_weights = copy.deepcopy(self.model.state_dict())
        self.epochs += 1

    def restore_best(self) -> int:
        """Load the best epoch's weights into the model and return that epoch."""
        if self.patience is None or not self.best_weights:
            return self.epochs - 1
        self.model.load_state_dict(self.best_weights)
        return self.best_epoch
