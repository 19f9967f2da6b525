"""Classification: which of several classes an example is of."""

from typing import Literal

import torch
from torch import nn

from groundwork.records.schema import Test
from groundwork.tasks.shared.classification_metrics import evaluate_probabilities, probabilities_from_logits
from groundwork.tasks.shared.networks import Supervised, predict
from groundwork.tasks.task import Loss, Split, Splits, Task


def classification(head: Literal["logits", "logit"]) -> Task:
    """Return the task for a network with a logit for each class, or with one: that of the second of two classes."""
    return _Classification(1 if head == "logit" else None)


class _Classification(Supervised):
    """Logits (n, outputs) against classes (n,); `only` as many outputs, or one for each class."""

    def __init__(self, only: int | None) -> None:
        self.only = only

    def outputs(self, splits: Splits) -> int:
        return self.only or splits.classes

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        logits = predict(model, split.inputs)
        predicted = logits[:, 0] > 0 if logits.shape[1] == 1 else logits.argmax(1)
        right = (predicted == split.targets).float().mean()
        return {"loss": loss(logits, split.targets).item(), "accuracy_percent": 100 * right.item()}

    def test(self, model: nn.Module, split: Split, loss: Loss) -> Test:
        logits = predict(model, split.inputs)
        mean_loss: torch.Tensor = loss(logits, split.targets)
        return evaluate_probabilities(probabilities_from_logits(logits), split.targets.cpu(), mean_loss.item())
