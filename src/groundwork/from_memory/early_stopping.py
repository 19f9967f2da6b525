"""Early stopping: when to end training, and whose weights to keep."""

import copy
import math

from torch import nn


class EarlyStopping:
    """Keeps the weights of the lowest validation loss and waits for a lower one."""

    def __init__(self, patience: int) -> None:
        self.patience, self.waited, self.best_loss = patience, 0, math.inf

    def should_stop(self, model: nn.Module, validation_loss: float) -> bool:
        """Note an epoch's loss; True once there was no lower one for `patience` epochs."""
        self.waited += 1
        if validation_loss < self.best_loss:
            self.waited, self.best_loss = 0, validation_loss
            self.best_weights = copy.deepcopy(model.state_dict())
        return self.waited >= self.patience

    def restore(self, model: nn.Module) -> None:
        """Give the model the best epoch's weights back."""
        model.load_state_dict(self.best_weights)
