"""Samples and attention of a language model, for models whose answers are known."""

import math

import pytest
import torch
from torch import nn

from groundwork.components.models.transformer import decoder_only_transformer
from groundwork.dataset.language_origins import CERTAINTY, SIDE, entropy, letters
from groundwork.measurements import language
from groundwork.tasks.task import Split, Splits
from tests.contract.measuring import curve, language_spec, small_splits

pytestmark = pytest.mark.usefixtures("exact")

DISTANCE, PLACES = 2, 16


class Source(nn.Module):
    """The source of the language with distance 2 itself."""

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return the log-probability of each next letter (batch, 16, places)."""
        rows, columns = tokens // SIDE, tokens.roll(DISTANCE - 1, dims=1) % SIDE
        of_row, of_column = (_next(each) for each in (rows, columns))  # (batch, places, 4)
        return (of_row[..., :, None] * of_column[..., None, :]).log().flatten(2).transpose(1, 2)


def _next(values: torch.Tensor) -> torch.Tensor:
    is_expected = nn.functional.one_hot((values + 1) % SIDE, SIDE).bool()
    return torch.where(is_expected, CERTAINTY, (1 - CERTAINTY) / (SIDE - 1))


@pytest.fixture
def splits() -> Splits:
    text = torch.from_numpy(letters(300 * PLACES, DISTANCE)).view(-1, PLACES)
    split = Split((text, text))
    return small_splits(train=split, validation=split, test=split, classes=16, task="language")


@pytest.fixture
def of_the_source(splits: Splits, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[float]]:
    """Both metrics of the samples by temperature, for texts that the source itself writes."""
    monkeypatch.setattr(language, "_trained", lambda *_: Source())
    values = language.sampling_temperature(language_spec(), splits, 42)
    return {name: curve(values, "samples", name) for name in ("distinct_percent", "sample_perplexity")}


def test_source_writes_texts_of_its_own_perplexity_at_temperature_one(of_the_source: dict[str, list[float]]) -> None:
    at_one = of_the_source["sample_perplexity"][language.TEMPERATURES.index(1.0)]

    # The loss of a letter has a standard deviation of 1.43: four standard errors of the mean.
    assert math.log(at_one) == pytest.approx(entropy(), abs=4 * 1.43 / math.sqrt(language.TEXTS * PLACES / 2))


def test_samples_become_more_diverse_and_less_probable(of_the_source: dict[str, list[float]]) -> None:
    for values in of_the_source.values():
        assert values == sorted(values)
    assert of_the_source["sample_perplexity"][0] == pytest.approx(CERTAINTY**-2, rel=0.02), "nearly always as expected"


def test_surprise_is_the_loss_under_the_source() -> None:
    other = (1 - CERTAINTY) / 3
    # Row and column as expected; the row alone; the column alone, which is that after the one two letters before.
    text = torch.tensor([[0, 5, 9, 13, 10]])

    found = language._surprise(text, DISTANCE)[0, 2:].exp()

    assert found.tolist() == pytest.approx([1 / CERTAINTY**2, 1 / (CERTAINTY * other), 1 / (other * CERTAINTY)])


def test_distinct_sequences_are_counted_within_each_text() -> None:
    texts = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 2]])

    assert language._distinct_percent(texts) == 50  # 111, 111, 111, 112


def test_attention_is_that_to_the_letter_so_many_places_before_the_predicted_one(
    splits: Splits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One head always looks at the last letter but two, the other one at the last letter."""
    model = decoder_only_transformer((PLACES,), 16, num_heads=2).eval()
    weights = torch.stack([torch.eye(PLACES).roll(-back, dims=1) for back in (2, 0)])  # (heads, to, from)
    monkeypatch.setattr(
        model.get_submodule("block_1.attention"), "weights", lambda inputs: weights.expand(len(inputs), -1, -1, -1)
    )
    monkeypatch.setattr(language, "_trained", lambda *_: model)

    values = language.attention_by_distance(language_spec(), splits, 42)

    assert curve(values, "head that attends most", "attention_percent") == [100, 0, 100, *[0] * 5]
    assert curve(values, "mean of the heads", "attention_percent") == [50, 0, 50, *[0] * 5]
