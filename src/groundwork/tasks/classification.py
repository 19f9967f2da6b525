"""Classification: predicts the class of an example."""

from typing import Literal

import torch
from torch import nn

from groundwork.records.schema import Test
from groundwork.tasks.shared.classification_metrics import evaluate_probabilities, probabilities_from_logits
from groundwork.tasks.shared.networks import Supervised, predict
from groundwork.tasks.shared.validation_choices import metrics_at_choices
from groundwork.tasks.task import Loss, Split, Splits, Task


def classification(head: Literal["logits", "logit"]) -> Task:
    """Return the task for a network with one logit per class, or with a single logit, that of the second of two."""
    return _Classification(1 if head == "logit" else None)


class _Classification(Supervised):
    """Logits (n, outputs) against classes (n,); without `output_count`, one output per class."""

    def __init__(self, output_count: int | None) -> None:
        self.output_count = output_count

    def outputs(self, splits: Splits) -> int:
        return self.output_count or splits.classes

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        logits = predict(model, split.inputs)
        predicted = logits[:, 0] > 0 if logits.shape[1] == 1 else logits.argmax(1)
        accuracy = (predicted == split.targets).float().mean()
        return {"loss": loss(logits, split.targets).item(), "accuracy_percent": 100 * accuracy.item()}

    def test(self, model: nn.Module, splits: Splits, loss: Loss) -> Test:
        logits, labels = predict(model, splits.test.inputs), splits.test.targets
        mean_loss: torch.Tensor = loss(logits, labels)
        test = evaluate_probabilities(probabilities_from_logits(logits), labels.cpu(), mean_loss.item())
        validation = predict(model, splits.validation.inputs), splits.validation.targets
        return test.model_copy(update={"metrics": test.metrics | metrics_at_choices(validation, (logits, labels))})
