"""Translation: writes a sentence for a sentence."""

from itertools import compress
from typing import Literal, cast

import torch
from torch import nn

from groundwork.components.models.translation import EncoderDecoder
from groundwork.core.tokens import PAD, START
from groundwork.records.numbers import finite, rounded
from groundwork.records.schema import Test
from groundwork.tasks.shared.decoding import beam_search, greedy, sentences
from groundwork.tasks.shared.networks import predict
from groundwork.tasks.shared.translation_metrics import (
    LONG,
    SHORT,
    bleu_percent,
    exact_match_by_length,
    exact_match_percent,
)
from groundwork.tasks.task import Loss, Split, Splits, Task

TEST_SENTENCES = 1000
BEAM_WIDTH = 4


def translation(head: Literal["logits"]) -> Task:  # noqa: ARG001
    """Return the task for a network with a logit for each token of the vocabulary, at each place."""
    return _Translation()


class _Translation:
    """Logits (n, vocabulary, places) against translations (n, places); padding counts nothing."""

    def outputs(self, splits: Splits) -> int:
        return splits.classes

    def loss(self, model: nn.Module, batch: Split, loss: Loss) -> torch.Tensor:
        source, targets = _trimmed(batch.inputs), _trimmed(batch.targets)
        return loss(*_real(model(source, _previous(targets)), targets))

    def curve(self, model: nn.Module, split: Split, loss: Loss) -> dict[str, float]:
        """Return the metrics of each token given the reference's tokens before it."""
        logits, targets = _real(predict(model, split.inputs, _previous(split.targets)), split.targets)
        accuracy = (logits.argmax(1) == targets).float().mean()
        return {"loss": loss(logits, targets).item(), "token_accuracy_percent": 100 * accuracy.item()}

    def test(self, model: nn.Module, splits: Splits, loss: Loss) -> Test:
        """Return the metrics of the first test sentences, given the reference's tokens and then written freely."""
        split, network = splits.test.first(TEST_SENTENCES), cast(EncoderDecoder, model)
        written = greedy(network, split.inputs)
        real, guessed = split.targets != PAD, written == split.targets
        lengths = (split.inputs != PAD).sum(1).tolist()
        found, wanted = sentences(written), sentences(split.targets)
        by_beam = sentences(beam_search(network, split.inputs, BEAM_WIDTH))
        point, free_accuracy = self.curve(model, split, loss), 100 * guessed[real].float().mean().item()
        longest, is_long = max(lengths), [length >= LONG for length in lengths]
        return Test(
            metrics={
                **{f"test_{name}": finite(value) for name, value in point.items()},
                "free_running_token_accuracy_percent": rounded(free_accuracy),
                "exposure_gap_points": rounded(point["token_accuracy_percent"] - free_accuracy),
                "exact_match_percent": exact_match_percent(found, wanted, lengths, 0, longest),
                "exact_match_on_short_percent": exact_match_percent(found, wanted, lengths, 0, SHORT),
                "exact_match_on_long_percent": exact_match_percent(found, wanted, lengths, LONG, longest),
                "bleu_percent": bleu_percent(found, wanted),
                "bleu_on_long_percent": bleu_percent([*compress(found, is_long)], [*compress(wanted, is_long)]),
                "beam_exact_match_percent": exact_match_percent(by_beam, wanted, lengths, 0, longest),
                "beam_bleu_percent": bleu_percent(by_beam, wanted),
            },
            places=exact_match_by_length(found, wanted, lengths),
        )


def _trimmed(tokens: torch.Tensor) -> torch.Tensor:
    """Return sentences (n, places) without the last places, at which all are padded."""
    return tokens[:, : int((tokens != PAD).any(0).sum())]


def _previous(targets: torch.Tensor) -> torch.Tensor:
    """Return the token before each place (n, places): the start token, and the targets without their last one."""
    return torch.cat([torch.full_like(targets[:, :1], START), targets[:, :-1]], dim=1)


def _real(logits: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the logits (tokens, vocabulary) and targets (tokens,) at the places that are not padding."""
    is_real = targets != PAD
    return logits.transpose(1, 2)[is_real], targets[is_real]
