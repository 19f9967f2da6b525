"""Regression: predicts a number for each example."""

from typing import Literal

from torch import nn

from groundwork.records.numbers import finite
from groundwork.records.schema import Test
from groundwork.tasks.shared.networks import Supervised, predict
from groundwork.tasks.shared.regression_metrics import regression_metrics
from groundwork.tasks.task import Loss, Split, Splits, Task


def regression(head: Literal["prediction"]) -> Task:  # noqa: ARG001
    """Return the task for a network with one output, the prediction."""
    return _Regression()


class _Regression(Supervised):
    """Predictions (n, 1) against numbers (n,)."""

    def outputs(self, splits: Splits) -> int:  # noqa: ARG002
        return 1

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        return {"loss": loss(predict(model, split.inputs), split.targets).item()}

    def test(self, model: nn.Module, splits: Splits, loss: Loss) -> Test:
        predictions, targets = predict(model, splits.test.inputs), splits.test.targets
        mean_loss = finite(loss(predictions, targets).item())
        return Test(metrics={"test_loss": mean_loss, **regression_metrics(predictions[:, 0], targets)})
