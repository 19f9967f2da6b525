"""Task metrics match values computed by hand for networks with given outputs."""

import base64
import math

import pytest
import torch
from torch import nn

from groundwork.records.numbers import finite, rounded
from groundwork.tasks.classification import classification
from groundwork.tasks.regression import regression
from groundwork.tasks.shared import networks
from groundwork.tasks.shared.classification_metrics import FIRST_IMAGES, MISTAKES, evaluate_probabilities, log_loss
from groundwork.tasks.shared.networks import predict
from groundwork.tasks.task import Split, Splits, Task

# The logits are the inputs: three classes, five images.
LOGITS = torch.tensor(
    [[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0], [4.0, 0.0, 0.0]], dtype=torch.float32
)
LABELS = torch.tensor([0, 1, 2, 2, 1])
SPLIT = Split((LOGITS, LABELS))
# One logit per image, that of the second of two classes; the last image is undecided.
BINARY_LOGITS = torch.tensor([[2.0], [-1.0], [0.5], [0.0]])
ONES = torch.tensor([1, 0, 0, 1])
# One prediction per image, with numbers as targets.
NUMBERS = Split((torch.tensor([[1.0], [2.0], [4.0]]), torch.tensor([1.0, 3.0, 2.0])))
MANY, ONE, NUMBER = classification("logits"), classification("logit"), regression("prediction")


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(logits, labels)


def binary_cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.binary_cross_entropy_with_logits(logits[:, 0], labels.float())


def squared_error(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.mse_loss(logits[:, 0], targets)


def splits_of(split: Split) -> Splits:
    """Return splits with this one as test split, and as validation split."""
    return Splits(split, split, split, classes=3, task="any")


def probability(logit: float) -> float:
    return math.exp(logit) / (math.exp(logit) + 2)


def test_loss_and_accuracy_are_computed_from_logits() -> None:
    right = [probability(2), probability(1), 1 / (math.exp(3) + 2), probability(1), 1 / (math.exp(4) + 2)]

    point = MANY.curve(nn.Identity(), SPLIT, cross_entropy)

    assert list(point) == ["loss", "accuracy_percent"]
    assert point["loss"] == pytest.approx(-sum(map(math.log, right)) / 5, rel=1e-6)
    assert point["accuracy_percent"] == pytest.approx(60)


def test_curve_uses_the_given_loss() -> None:
    point = MANY.curve(nn.Identity(), SPLIT, lambda logits, labels: logits.sum() + labels.sum())

    assert [*point.values()] == pytest.approx([11 + 6, 60])


def test_single_logit_is_that_of_the_second_class() -> None:
    split = Split((BINARY_LOGITS, ONES))

    point = ONE.curve(nn.Identity(), split, binary_cross_entropy)
    test = ONE.test(nn.Identity(), splits_of(split), binary_cross_entropy)

    wanted = [math.log(1 + math.exp(x)) for x in (-2, -1, 0.5, 0)]
    assert point["loss"] == pytest.approx(sum(wanted) / 4, rel=1e-6)
    assert point["accuracy_percent"] == test.metrics["test_accuracy_percent"] == 50
    assert test.metrics["test_loss"] == rounded(point["loss"])
    assert test.confusion == [[1, 1], [1, 1]]
    assert [each.predicted for each in test.first_images] == [1, 0, 1, 0]
    assert test.first_images[0].probability == pytest.approx(1 / (1 + math.exp(-2)), rel=1e-6)
    assert test.metrics["roc_auc_percent"] == 75
    assert test.metrics["positive_recall_percent"] == 50


def test_regression_has_errors_and_no_accuracy() -> None:
    point = NUMBER.curve(nn.Identity(), NUMBERS, squared_error)
    test = NUMBER.test(nn.Identity(), splits_of(NUMBERS), squared_error)

    assert point == {"loss": pytest.approx(5 / 3, rel=1e-6)}
    assert test.metrics == {
        "test_loss": rounded(point["loss"]),
        "mean_absolute_error": 1.0,
        "root_mean_squared_error": pytest.approx(math.sqrt(5 / 3), rel=1e-6),
        "mean_squared_error": rounded(5 / 3),
        "r_squared": -1.5,
    }
    assert [test.reliability, test.confusion, test.first_images, test.most_confident_mistakes] == [[], [], [], []]
    assert test.correct == ""


@pytest.mark.parametrize(("task", "outputs"), [(MANY, 7), (ONE, 1), (NUMBER, 1)])
def test_head_determines_the_number_of_outputs(task: Task, outputs: int) -> None:
    assert task.outputs(Splits(SPLIT, SPLIT, SPLIT, classes=7, task="any")) == outputs


def test_batch_loss_compares_outputs_with_targets() -> None:
    batch = SPLIT.at(torch.tensor([0, 3]))

    loss = MANY.loss(nn.Identity(), batch.with_inputs(2 * batch.inputs), cross_entropy)

    assert loss.item() == pytest.approx(nn.functional.cross_entropy(2 * LOGITS[[0, 3]], LABELS[[0, 3]]).item())


def test_split_supports_extra_and_shared_tensors() -> None:
    """For example, translation needs the target prefix in addition to the source sentence."""
    edges = torch.tensor([[0, 1]])
    split = Split((LOGITS, 10 * LABELS, LABELS), (edges,))

    second = split.at(torch.tensor([1]))

    assert [each.tolist() for each in second.tensors] == [LOGITS[1:2].tolist(), [10], [1]]
    assert (len(split.first(2)), len(split)) == (2, 5)
    assert second.shared == Splits(split, split, split, classes=3, task="any").shared == (edges,)


def test_test_evaluation_has_all_metrics_and_details() -> None:
    test = MANY.test(nn.Identity(), splits_of(SPLIT), cross_entropy)

    assert test.metrics["test_accuracy_percent"] == 60
    assert test.metrics["test_loss"] == rounded(MANY.curve(nn.Identity(), SPLIT, cross_entropy)["loss"])
    assert test.confusion == [[1, 0, 0], [1, 1, 0], [0, 1, 1]]
    assert [(each.index, each.label, each.predicted) for each in test.first_images] == [
        *[(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 2, 2), (4, 1, 0)]
    ]
    assert [(each.index, each.predicted) for each in test.most_confident_mistakes] == [(4, 0), (2, 1)]
    assert test.most_confident_mistakes[0].probability == pytest.approx(probability(4), rel=1e-6)
    assert set(test.metrics) == {
        *("test_loss", "test_accuracy_percent", "roc_auc_percent", "calibration_error_points"),
        *("macro_precision_percent", "macro_recall_percent", "macro_f1_percent"),
        *("majority_rate_percent", "overconfidence_points"),
        *("temperature", "calibration_error_after_scaling_points"),
    }
    assert [each.images for each in test.reliability] == [2, 1, 1, 1]
    assert base64.b64decode(test.correct) == bytes([0b11010000])


def test_probabilities_give_the_same_metrics_as_logits() -> None:
    probabilities = LOGITS.softmax(1)

    evaluated = evaluate_probabilities(probabilities, LABELS, log_loss(probabilities, LABELS))

    from_logits = MANY.test(nn.Identity(), splits_of(SPLIT), cross_entropy)
    assert evaluated.confusion == from_logits.confusion
    choices = {"temperature", "calibration_error_after_scaling_points"}
    assert from_logits.metrics.keys() - evaluated.metrics.keys() == choices
    assert evaluated.metrics == pytest.approx({each: from_logits.metrics[each] for each in evaluated.metrics}, rel=1e-6)


def test_label_with_zero_probability_has_no_cross_entropy() -> None:
    certain = torch.tensor([[1.0, 0.0], [1.0, 0.0]])

    labels = torch.tensor([0, 1])

    evaluated = evaluate_probabilities(certain, labels, log_loss(certain, labels))

    assert (evaluated.metrics["test_accuracy_percent"], evaluated.metrics["test_loss"]) == (50, None)


def test_number_of_kept_images_and_mistakes_is_limited() -> None:
    many = Split((torch.zeros(60, 3), torch.ones(60, dtype=torch.long)))

    test = MANY.test(nn.Identity(), splits_of(many), cross_entropy)

    assert (test.metrics["test_accuracy_percent"], sum(map(sum, test.confusion))) == (0.0, 60)
    assert len(test.first_images) == FIRST_IMAGES
    assert [each.index for each in test.most_confident_mistakes] == list(range(MISTAKES))


def test_unused_class_has_a_row_and_column_in_the_confusion_matrix() -> None:
    assert MANY.test(nn.Identity(), splits_of(SPLIT), cross_entropy).confusion[2] == [0, 1, 1]
    wider = Split((torch.nn.functional.pad(LOGITS, (0, 1), value=-9.0), LABELS))
    confusion = MANY.test(nn.Identity(), splits_of(wider), cross_entropy).confusion
    assert confusion == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize("huge", [math.inf, -math.inf, math.nan])
def test_nonfinite_logits_give_a_valid_test(huge: float) -> None:
    logits = LOGITS.clone()
    logits[1] = huge

    test = MANY.test(nn.Identity(), splits_of(Split((logits, LABELS))), cross_entropy)

    assert test.metrics["test_loss"] is None
    assert all(math.isfinite(each.probability) for each in test.first_images)
    assert sum(map(sum, test.confusion)) == 5


def test_predict_in_chunks_is_exact_and_restores_the_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "CHUNK", 2)
    model = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)).train()

    logits = predict(model, LOGITS)

    assert model.training
    assert not logits.requires_grad
    assert torch.allclose(logits, model[0](LOGITS), rtol=0, atol=1e-6)
    assert torch.equal(predict(model.eval(), LOGITS), logits)
    assert not model.training


@pytest.mark.parametrize(
    ("value", "kept"), [(0.1234567891, 0.1234568), (123456789.0, 123456800.0), (0.0, 0.0), (-1e-30, -1e-30)]
)
def test_numbers_are_rounded_to_seven_digits(value: float, kept: float) -> None:
    assert rounded(value) == kept
    assert finite(value) == kept


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_nonfinite_number_becomes_none(value: float) -> None:
    assert finite(value) is None
