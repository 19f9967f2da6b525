"""Language modeling: predicts the token that comes next, at each place of a window."""

import math
from typing import Literal

import torch
from torch import nn

from groundwork.records.numbers import finite
from groundwork.records.schema import Test
from groundwork.tasks.shared.networks import Supervised, predict
from groundwork.tasks.task import Loss, Split, Splits, Task


def language(head: Literal["logits"]) -> Task:  # noqa: ARG001
    """Return the task for a model with a logit for each token of the vocabulary, at each place."""
    return _Language()


class _Language(Supervised):
    """Logits (n, vocabulary, places) against the tokens that come next (n, places).

    Training counts the loss of every place. Metrics count the second half of each window, where at least half of a
    window comes before: at the first places even the source itself would have to guess.
    """

    def outputs(self, splits: Splits) -> int:
        return splits.classes

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        places = split.targets.shape[1]
        return _metrics(predict(model, split.inputs), split.targets, places - places // 2, loss)

    def test(self, model: nn.Module, splits: Splits, loss: Loss) -> Test:
        logits, targets = predict(model, splits.test.inputs), splits.test.targets
        places = targets.shape[1]
        of_half, of_last = (_metrics(logits, targets, count, loss) for count in (places - places // 2, 1))
        metrics = {f"test_{name}": value for name, value in of_half.items()}
        metrics["last_place_perplexity"] = of_last["perplexity"]
        if splits.entropy is not None:
            metrics["source_perplexity"] = math.exp(splits.entropy)
        return Test(metrics={name: finite(value) for name, value in metrics.items()})


def _metrics(logits: torch.Tensor, targets: torch.Tensor, places: int, loss: Loss) -> dict[str, float]:
    """Return the mean loss over the last places of all windows, and the perplexity, which is its exponential."""
    mean_loss = loss(logits[..., -places:], targets[:, -places:])
    return {"loss": mean_loss.item(), "perplexity": mean_loss.exp().item()}
