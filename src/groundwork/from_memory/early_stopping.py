"""Early stopping: when to stop, and which weights to keep."""

import copy
import math

from torch import nn


class EarlyStopping:
    """Stops after `patience` epochs without a lower validation loss; keeps the best weights."""

    def __init__(self, patience: int) -> None:
        self.patience, self.waited, self.best_loss = patience, 0, math.inf

    def should_stop(self, model: nn.Module, validation_loss: float) -> bool:
        """Record an epoch's loss; True after `patience` epochs without improvement."""
        self.waited += 1
        if validation_loss < self.best_loss:
            self.waited, self.best_loss = 0, validation_loss
            self.best_weights = copy.deepcopy(model.state_dict())
        return self.waited >= self.patience

    def restore(self, model: nn.Module) -> None:
        """Load the best epoch's weights into the model."""
        model.load_state_dict(self.best_weights)
