"""Translation: teacher-forced and free metrics, decoding, and padding that counts nothing."""

import itertools
import math
from typing import cast

import pytest
import torch
from torch import nn

from groundwork.components.models.translation import EncoderDecoder, encoder_decoder
from groundwork.components.randomness import generator_for
from groundwork.core.metrics import TASK_METRICS, TEST_METRICS
from groundwork.core.tokens import END, PAD, START
from groundwork.tasks import translation as module
from groundwork.tasks.shared.decoding import beam_search, greedy, sentences
from groundwork.tasks.shared.networks import predict
from groundwork.tasks.shared.translation_metrics import bleu_percent, exact_match_by_length, exact_match_percent
from groundwork.tasks.task import Split, Splits
from groundwork.tasks.translation import translation

TASK = translation("logits")
PLACES, VOCABULARY = 4, 6
A, B, C = 3, 4, 5
WANTED = [[A, B], [B, A, C], [C]]
LENGTHS = [2, 3, 1]


class Recites(nn.Module):
    """Writes the same sentences for the same sources, whatever was read before; its encoder does nothing."""

    def __init__(self, written: list[list[int]]) -> None:
        super().__init__()
        self.logits = 9.0 * nn.functional.one_hot(padded(written), VOCABULARY).transpose(1, 2)

    def forward(self, source: torch.Tensor, _previous: torch.Tensor | None = None) -> torch.Tensor:
        return self.logits[source[:, 0] - A]


def padded(rows: list[list[int]], end: bool = True) -> torch.Tensor:
    filled = [[*row, *[END] * end] for row in rows]
    return torch.tensor([[*row, *[PAD] * (PLACES - len(row))] for row in filled])


def split_of(wanted: list[list[int]]) -> Split:
    """Return sources that begin with their numbers and have as many words as LENGTHS says."""
    source = padded([[A + number, *[A] * (LENGTHS[number] - 1)] for number in range(len(wanted))], end=False)
    return Split((source, padded(wanted)))


def splits_of(split: Split) -> Splits:
    return Splits(split, split, split, classes=VOCABULARY, task="translation")


def cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(logits, targets)


def network(seed: int = 42, places: int = PLACES) -> EncoderDecoder:
    """Return a random network with clear preferences."""
    model = cast(EncoderDecoder, encoder_decoder((places,), VOCABULARY, embedding_dim=3, hidden_size=5)).double()
    generator = generator_for(seed, "network")
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=1.5, generator=generator)
    nn.init.zeros_(model.output.bias)  # or it would be the same token everywhere
    return model


def test_one_output_per_token_of_the_vocabulary() -> None:
    assert TASK.outputs(splits_of(split_of(WANTED))) == VOCABULARY


def test_loss_and_accuracy_count_real_tokens_only() -> None:
    written = [[A, B], [B, C, C], [C]]  # one of nine tokens is wrong, ends included

    point = TASK.curve(Recites(written), split_of(WANTED), cross_entropy)

    right = -math.log(math.exp(9) / (math.exp(9) + VOCABULARY - 1))
    assert list(point) == ["loss", "token_accuracy_percent"]
    assert point["loss"] == pytest.approx((8 * right + right + 9) / 9, rel=1e-6)
    assert point["token_accuracy_percent"] == pytest.approx(100 * 8 / 9)


def test_batch_loss_is_the_teacher_forced_loss() -> None:
    model, split = network(), Split((padded(WANTED, end=False), padded(WANTED)))
    before = torch.tensor([[START, *row[:-1]] for row in padded(WANTED).tolist()])

    loss = TASK.loss(model, split, cross_entropy)

    each = nn.functional.cross_entropy(model(split.inputs, before), split.targets, reduction="none")
    real = split.targets != PAD
    assert int(real.sum()) == 9
    assert loss.item() == pytest.approx(each[real].mean().item(), rel=1e-6)
    assert TASK.curve(model, split, cross_entropy)["loss"] == pytest.approx(loss.item(), rel=1e-6)


def test_free_metrics_of_given_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    written = [[A, B], [B, C, C], [C]]
    by_beam = padded([[A, B], [B, A, C], [C]])
    monkeypatch.setattr(module, "beam_search", lambda _model, _source, _width: by_beam)
    monkeypatch.setattr(module, "SHORT", 1)
    monkeypatch.setattr(module, "LONG", 3)

    test = TASK.test(Recites(written), splits_of(split_of(WANTED)), cross_entropy)

    metrics = test.metrics
    assert metrics["test_token_accuracy_percent"] == metrics["free_running_token_accuracy_percent"]
    assert metrics["free_running_token_accuracy_percent"] == pytest.approx(100 * 8 / 9, rel=1e-6)
    assert metrics["exposure_gap_points"] == 0
    assert metrics["exact_match_percent"] == pytest.approx(200 / 3, rel=1e-6)
    assert (metrics["exact_match_on_short_percent"], metrics["exact_match_on_long_percent"]) == (100, 0)
    assert metrics["beam_exact_match_percent"] == 100
    assert metrics["bleu_percent"] == bleu_percent(written, WANTED)
    assert metrics["bleu_on_long_percent"] == bleu_percent([written[1]], [WANTED[1]])
    assert [(each.at, each.value) for each in test.places] == [(1, 100), (2, 100), (3, 0)]
    assert {each.metric for each in test.places} <= set(TEST_METRICS)
    assert set(metrics) <= {*TASK_METRICS["translation"], "test_loss", "test_token_accuracy_percent"}


def test_only_the_first_test_sentences_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TEST_SENTENCES", 2)
    monkeypatch.setattr(module, "beam_search", lambda _model, source, _width: padded(WANTED)[: len(source)])

    test = TASK.test(Recites([[A, B], [B, A, C], [A]]), splits_of(split_of(WANTED)), cross_entropy)

    assert (test.metrics["exact_match_percent"], [each.at for each in test.places]) == (100, [2, 3])


def test_sentence_ends_before_its_end_token() -> None:
    tokens = torch.tensor([[A, END, B, END], [A, B, C, A], [END, A, A, A], [PAD, A, END, PAD]])

    assert sentences(tokens) == [[A], [A, B, C, A], [], [PAD, A]]


def test_bleu_of_equal_sentences_is_100_and_falls_with_each_change() -> None:
    reference = [[7, 8, 9, 10, 11, 12]]

    assert bleu_percent(reference, reference) == 100
    assert bleu_percent([], []) is None
    one_wrong, cut = bleu_percent([[7, 8, 9, 10, 11, 99]], reference), bleu_percent([[7, 8, 9, 10]], reference)
    assert one_wrong == pytest.approx(100 * (5 / 6 * 4 / 5 * 3 / 4 * 2 / 3) ** 0.25, rel=1e-6)
    assert cut == pytest.approx(100 * math.exp(1 - 6 / 4), rel=1e-6)


def test_exact_matches_are_counted_in_a_range_of_lengths() -> None:
    found, wanted, lengths = [[1], [2], [3], [4]], [[1], [9], [3], [9]], [1, 2, 3, 3]

    assert exact_match_percent(found, wanted, lengths, 0, 3) == 50
    assert exact_match_percent(found, wanted, lengths, 1, 1) == 100
    assert exact_match_percent(found, wanted, lengths, 4, 9) is None
    assert [each.value for each in exact_match_by_length(found, wanted, lengths)] == [100, 0, 50]


@pytest.mark.parametrize("seed", range(5))
def test_beam_of_one_is_greedy(seed: int) -> None:
    model, source = network(seed), sources(50)

    assert sentences(beam_search(model, source, 1)) == sentences(greedy(model, source))


@pytest.mark.parametrize("seed", range(3))
def test_wide_beam_finds_the_most_probable_sentence(seed: int) -> None:
    places = 3
    model, source = network(seed, places), sources(20, places)
    everything = torch.tensor([*itertools.product(range(VOCABULARY), repeat=places)])

    found = sentences(beam_search(model, source, VOCABULARY**2))

    for number, sentence in enumerate(found):
        values = log_probabilities(model, source[number], everything)
        best = everything[values.argmax()][None]
        assert sentence == sentences(best)[0]


def test_wider_beam_finds_sentences_that_are_more_probable_on_average() -> None:
    models, source = [network(seed) for seed in range(10)], sources(10)

    def mean(width: int) -> float:
        """Return the mean log probability of what a beam of this width finds."""
        rows = [(model, row) for model in models for row in source]
        found = [log_probabilities(model, row, beam_search(model, row[None], width)) for model, row in rows]
        return torch.cat(found).mean().item()

    assert mean(4) > mean(1) + 0.01


def test_decoding_restores_the_mode_and_keeps_no_graph() -> None:
    model = network().train()

    beams = beam_search(model, sources(3), 2)

    assert model.training
    assert not beams.requires_grad
    assert beams.shape == (3, PLACES)


def sources(count: int, places: int = PLACES) -> torch.Tensor:
    return torch.randint(A, VOCABULARY, (count, places), generator=generator_for(1, "sources"))


def log_probabilities(model: EncoderDecoder, source: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
    """Return the log probability (n,) of each sentence (n, places) up to its end, with all tokens before it given."""
    before = torch.cat([torch.full((len(tokens), 1), START), tokens[:, :-1]], dim=1)
    logits = predict(model, source.expand(len(tokens), -1), before).log_softmax(1)
    chosen = logits.gather(1, tokens[:, None])[:, 0]  # (n, places)
    ended = (tokens == END).cumsum(1) - (tokens == END).int() > 0
    return chosen.masked_fill(ended, 0).sum(1)
