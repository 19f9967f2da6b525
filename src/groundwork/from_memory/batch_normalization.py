"""Batch normalization in training and in evaluation."""

import torch
from torch import Tensor


class BatchNormalization:
    """gain (x - mean) / sqrt(variance + epsilon) + shift, per feature.

    Ioffe and Szegedy 2015.
    """

    def __init__(self, features: int, momentum: float = 0.1, epsilon: float = 1e-5) -> None:
        self.gain = torch.ones(features, requires_grad=True)
        self.shift = torch.zeros(features, requires_grad=True)
        self.mean, self.variance = torch.zeros(features), torch.ones(features)
        self.momentum, self.epsilon = momentum, epsilon

    def __call__(self, inputs: Tensor, training: bool) -> Tensor:
        """Normalize (batch, features) by batch statistics in training, else by running averages."""
        mean, variance = self.mean, self.variance
        if training:
            mean = inputs.mean(dim=0)  # (features)
            variance = inputs.var(dim=0, unbiased=False)
            with torch.no_grad():
                self.mean.lerp_(mean, self.momentum)
                self.variance.lerp_(inputs.var(dim=0, unbiased=True), self.momentum)
        normalized = (inputs - mean) / torch.sqrt(variance + self.epsilon)
        return self.gain * normalized + self.shift
