"""How good a network is, counted by hand on networks whose logits are given."""

import math

import pytest
import torch
from torch import nn

from groundwork.records.numbers import finite, rounded
from groundwork.training import evaluation
from groundwork.training.evaluation import loss_and_accuracy, outputs_of, read_test, read_test_of_outputs
from groundwork.training.splits import Split

# Logits are the inputs themselves: three classes, five images.
LOGITS = torch.tensor(
    [[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0], [4.0, 0.0, 0.0]], dtype=torch.float32
)
LABELS = torch.tensor([0, 1, 2, 2, 1])
SPLIT = Split(LOGITS, LABELS)
# A single logit an image: that of the second of two classes; the last image is between them.
SINGLE_LOGITS = torch.tensor([[2.0], [-1.0], [0.5], [0.0]])
ONES = torch.tensor([1, 0, 0, 1])
# One number an image, against numbers.
NUMBERS = Split(torch.tensor([[1.0], [2.0], [4.0]]), torch.tensor([1.0, 3.0, 2.0]))


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(logits, labels)


def binary_cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.binary_cross_entropy_with_logits(logits[:, 0], labels.float())


def squared_error(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.mse_loss(logits[:, 0], targets)


def probability(logit: float) -> float:
    return math.exp(logit) / (math.exp(logit) + 2)


def test_loss_and_accuracy_are_those_of_the_logits() -> None:
    right = [probability(2), probability(1), 1 / (math.exp(3) + 2), probability(1), 1 / (math.exp(4) + 2)]

    loss, accuracy = loss_and_accuracy(nn.Identity(), SPLIT, cross_entropy)

    assert loss == pytest.approx(-sum(map(math.log, right)) / 5, rel=1e-6)
    assert accuracy == pytest.approx(3 / 5)


def test_the_loss_is_the_one_that_is_asked_for() -> None:
    loss, accuracy = loss_and_accuracy(nn.Identity(), SPLIT, lambda logits, labels: logits.sum() + labels.sum())

    assert [loss, accuracy] == pytest.approx([11 + 6, 3 / 5])


def test_a_single_logit_is_that_of_the_second_class() -> None:
    loss, accuracy = loss_and_accuracy(nn.Identity(), Split(SINGLE_LOGITS, ONES), binary_cross_entropy)
    test = read_test(nn.Identity(), Split(SINGLE_LOGITS, ONES), 2, binary_cross_entropy)

    wanted = [math.log(1 + math.exp(x)) for x in (-2, -1, 0.5, 0)]
    assert loss == pytest.approx(sum(wanted) / 4, rel=1e-6)
    assert (accuracy, test.accuracy, test.loss) == (0.5, 0.5, rounded(loss))
    assert test.confusion == [[1, 1], [1, 1]]
    assert [each.predicted for each in test.first_images] == [1, 0, 1, 0]
    assert test.first_images[0].probability == pytest.approx(1 / (1 + math.exp(-2)), rel=1e-6)
    assert test.measured["roc_auc"] == 0.75


def test_numbers_have_errors_and_no_accuracy() -> None:
    loss, accuracy = loss_and_accuracy(nn.Identity(), NUMBERS, squared_error)
    test = read_test(nn.Identity(), NUMBERS, 0, squared_error)

    assert loss == pytest.approx(5 / 3, rel=1e-6)
    assert math.isnan(accuracy)
    assert (test.accuracy, test.loss) == (None, rounded(loss))
    assert test.measured == {"mean_absolute_error": 1.0, "mean_squared_error": rounded(5 / 3), "r_squared": -1.5}
    assert [test.reliability, test.confusion, test.first_images, test.most_confident_mistakes] == [[], [], [], []]


def test_the_test_split_is_told_whole() -> None:
    test = read_test(nn.Identity(), SPLIT, 3, cross_entropy)

    assert test.accuracy == 0.6
    assert test.loss == rounded(loss_and_accuracy(nn.Identity(), SPLIT, cross_entropy)[0])
    assert test.confusion == [[1, 0, 0], [1, 1, 0], [0, 1, 1]]
    assert [(each.index, each.label, each.predicted) for each in test.first_images] == [
        *[(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 2, 2), (4, 1, 0)]
    ]
    assert [(each.index, each.predicted) for each in test.most_confident_mistakes] == [(4, 0), (2, 1)]
    assert test.most_confident_mistakes[0].probability == pytest.approx(probability(4), rel=1e-6)
    assert set(test.measured) == {"roc_auc", "calibration_error", "overconfidence"}
    assert [each.images for each in test.reliability] == [2, 1, 1, 1]


def test_probabilities_are_taken_as_they_are() -> None:
    told = read_test_of_outputs(LOGITS.softmax(1), LABELS, 3, None)

    scored = read_test(nn.Identity(), SPLIT, 3, cross_entropy)
    assert told.loss == pytest.approx(scored.loss, rel=1e-6)
    assert told.confusion == scored.confusion
    assert told.measured == pytest.approx(scored.measured, rel=1e-6)


def test_a_label_without_probability_has_no_cross_entropy() -> None:
    certain = torch.tensor([[1.0, 0.0], [1.0, 0.0]])

    told = read_test_of_outputs(certain, torch.tensor([0, 1]), 2, None)

    assert (told.accuracy, told.loss) == (0.5, None)


def test_only_so_many_images_and_mistakes_are_kept() -> None:
    many = Split(torch.zeros(60, 3), torch.ones(60, dtype=torch.long))

    test = read_test(nn.Identity(), many, 3, cross_entropy)

    assert (test.accuracy, sum(map(sum, test.confusion))) == (0.0, 60)
    assert len(test.first_images) == evaluation.FIRST_IMAGES
    assert [each.index for each in test.most_confident_mistakes] == list(range(evaluation.MISTAKES))


def test_a_class_that_nobody_has_or_guesses_has_its_row_and_column() -> None:
    assert read_test(nn.Identity(), SPLIT, 3, cross_entropy).confusion[2] == [0, 1, 1]
    wider = Split(torch.nn.functional.pad(LOGITS, (0, 1), value=-9.0), LABELS)
    confusion = read_test(nn.Identity(), wider, 4, cross_entropy).confusion
    assert confusion == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize("huge", [math.inf, -math.inf, math.nan])
def test_logits_that_are_no_numbers_give_a_test_that_a_record_can_hold(huge: float) -> None:
    logits = LOGITS.clone()
    logits[1] = huge

    test = read_test(nn.Identity(), Split(logits, LABELS), 3, cross_entropy)

    assert test.loss is None
    assert all(math.isfinite(each.probability) for each in test.first_images)
    assert sum(map(sum, test.confusion)) == 5


def test_chunks_change_nothing_and_the_network_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "CHUNK", 2)
    model = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)).train()

    logits = outputs_of(model, LOGITS)

    assert model.training
    assert not logits.requires_grad
    assert torch.allclose(logits, model[0](LOGITS), rtol=0, atol=1e-6)
    assert torch.equal(outputs_of(model.eval(), LOGITS), logits)
    assert not model.training


@pytest.mark.parametrize(
    ("value", "kept"), [(0.1234567891, 0.1234568), (123456789.0, 123456800.0), (0.0, 0.0), (-1e-30, -1e-30)]
)
def test_records_keep_seven_digits(value: float, kept: float) -> None:
    assert rounded(value) == kept
    assert finite(value) == kept


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_nothing(value: float) -> None:
    assert finite(value) is None
