"""Mistakes, modes, capacity, penalties, compression, neighbors and leakage: measured values match theory."""

import math

import pytest
import torch
from sklearn.linear_model import Ridge
from torch import nn

from groundwork.config.names import Component
from groundwork.measurements import capacity, mistakes
from groundwork.measurements.capacity import bias_and_variance
from groundwork.measurements.compression import removed_weights, rounded_weights
from groundwork.measurements.distillation import distillation
from groundwork.measurements.embeddings import neighbors_in_embeddings
from groundwork.measurements.evaluation_mode import evaluation_mode
from groundwork.measurements.leakage import features_chosen_too_early
from groundwork.measurements.mistakes import MISTAKES, Mistake, training_mistakes
from groundwork.measurements.penalties import weights_set_to_zero
from groundwork.tasks.task import Split, Splits
from groundwork.training.loop import train_steps
from groundwork.training.run import SeedRun, fresh_model
from tests.contract.measuring import CLASSES, by_key, curve, small_spec, small_splits

pytestmark = pytest.mark.usefixtures("exact")

ACCURACY = "test_accuracy_percent"
MOMENTUM = {"optimizer": Component(name="momentum"), "learning_rate": 0.03, "epochs": 25, "batch_size": 16}


def test_curves_of_a_run_without_a_mistake_are_those_of_the_training_loop() -> None:
    spec, splits = small_spec(**MOMENTUM | {"epochs": 4}), small_splits()
    run = SeedRun(spec, splits, 42)
    points = {point.step: point for point in run.train("tuning").curve}

    values = training_mistakes(spec, splits, 42, points=4, one_batch_steps=1)

    steps = spec.steps // 4
    found = by_key(values)
    for epoch in range(5):
        point = points[epoch * steps]
        assert found["no mistake", "validation_loss", epoch * steps] == pytest.approx(
            point.validation["loss"], rel=1e-5
        )
    assert found["no mistake", "running_train_loss", 2 * steps] == pytest.approx(points[2 * steps].step_loss, rel=1e-4)
    assert ("no mistake", "running_train_loss", 0) not in found


def test_mistakes_show_in_the_tests_that_are_meant_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = ("no mistake", "labels shuffled", "all weights zero", "inputs not scaled", "learning rate far too high")
    monkeypatch.setattr(mistakes, "MISTAKES", {case: MISTAKES[case] for case in cases})
    values = training_mistakes(small_spec(**MOMENTUM), small_splits(), 42, points=2)

    found = by_key(values)
    first = {case: found[case, "validation_loss", 0] for case in cases}
    one_batch = {case: found[case, "one_batch_accuracy_percent", None] for case in cases}
    assert first["no mistake"] == pytest.approx(math.log(CLASSES), rel=0.1)
    assert first["all weights zero"] == pytest.approx(math.log(CLASSES))
    assert first["inputs not scaled"] > 2 * first["no mistake"]
    assert one_batch["no mistake"] == one_batch["labels shuffled"] == 100
    assert one_batch["all weights zero"] < 50
    assert one_batch["learning rate far too high"] < 100


@pytest.mark.parametrize(
    ("case", "metric", "is_worse"),
    [
        ("learning rate too low", "running_train_loss", True),
        ("network too small", "running_train_loss", True),
        ("softmax applied twice", "running_train_loss", True),
        ("strong dropout", "running_train_loss", True),
        ("labels shuffled", "validation_loss", True),
        ("too few images", "validation_loss", True),
        ("no mistake", "validation_loss", False),
    ],
)
def test_each_mistake_leaves_its_mark_on_the_curves(
    case: str, metric: str, is_worse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mistakes, "MISTAKES", {name: MISTAKES[name] for name in dict.fromkeys(["no mistake", case])})
    values = training_mistakes(small_spec(**MOMENTUM), small_splits(), 42, points=2, one_batch_steps=1)

    assert (curve(values, case, metric)[-1] > 1.2 * curve(values, "no mistake", metric)[-1]) == is_worse


def test_gradients_that_are_not_zeroed_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of plain SGD on one batch, with the sum of the gradients so far."""
    monkeypatch.setattr(mistakes, "MISTAKES", {"kept": Mistake(zeroes_gradients=False)})
    spec, splits = (
        small_spec(optimizer=Component(name="sgd"), learning_rate=0.1, batch_size=120, epochs=2),
        small_splits(),
    )
    model = fresh_model(spec, splits, 42)
    weights = list(model.parameters())
    totals = [torch.zeros_like(each) for each in weights]
    for _ in range(2):
        loss = nn.functional.cross_entropy(model(splits.train.inputs), splits.train.targets)
        for weight, total, gradient in zip(weights, totals, torch.autograd.grad(loss, weights), strict=True):
            total += gradient
            weight.data -= 0.1 * total

    values = training_mistakes(spec, splits, 42, points=2, one_batch_steps=1)

    expected = nn.functional.cross_entropy(model(splits.validation.inputs), splits.validation.targets).item()
    assert by_key(values)["kept", "validation_loss", 2] == pytest.approx(expected, rel=1e-5)


def test_sorted_batches_hold_one_class_each(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []

    def watched(model: nn.Module, optimizer: torch.optim.Optimizer, split: Split, batches: list[torch.Tensor], *rest):  # type: ignore[no-untyped-def]
        seen.extend(set(split.targets[batch].tolist()) for batch in batches)
        return train_steps(model, optimizer, split, batches, *rest)

    monkeypatch.setattr(mistakes, "MISTAKES", {"sorted": MISTAKES["batches sorted by class"]})
    monkeypatch.setattr(mistakes, "train_steps", watched)
    spec = small_spec(batch_size=120 // CLASSES, epochs=2)

    training_mistakes(spec, small_splits(), 42, points=1, one_batch_steps=1)

    assert seen[:-1] == [{0}, {1}, {2}, {3}] * 2


def test_modes_agree_with_the_layers() -> None:
    values = evaluation_mode(small_spec(**MOMENTUM), small_splits(), 42)

    found = {case: curve(values, case, ACCURACY) for case in dict.fromkeys(each.case for each in values)}
    assert list(found) == [
        *("dropout, eval mode", "dropout, training mode"),
        *("batch norm, eval mode", "batch norm, training mode", "batch norm, training mode, by class"),
    ]
    for name in ("dropout, eval mode", "batch norm, eval mode"):
        assert len(set(found[name])) == 1
    assert found["batch norm, training mode"][0] < found["batch norm, eval mode"][0]
    assert found["batch norm, training mode, by class"][0] < found["batch norm, training mode"][-1]


def test_ridge_predictions_are_those_of_scikit_learn() -> None:
    generator = torch.Generator().manual_seed(1)
    features, targets = (
        torch.rand((20, 30), generator=generator).double(),
        torch.rand((20, 3), generator=generator).double(),
    )

    ridge = Ridge(alpha=0.1, fit_intercept=False).fit(features.numpy(), targets.numpy())

    assert capacity._fitted(features, targets, 0.1).T.numpy() == pytest.approx(ridge.coef_)
    interpolated = features @ capacity._fitted(features, targets, 0.0)
    assert interpolated.numpy() == pytest.approx(targets.numpy())


def test_error_is_bias_and_variance_and_peaks_at_the_threshold() -> None:
    values = bias_and_variance(small_spec(), small_splits(), 42, images=40, draws=8)

    for case in capacity.PENALTIES:
        error, bias, variance = (
            curve(values, case, metric) for metric in ("squared_error", "squared_bias", "prediction_variance")
        )
        # Of the mean over n draws, one part in n of the variance counts as bias, and is given back.
        assert error == pytest.approx([each + other for each, other in zip(bias, variance, strict=True)])
    plain = dict(zip(capacity.CAPACITIES, curve(values, "no penalty", "squared_error"), strict=True))
    assert max(plain, key=lambda each: plain[each]) == 1
    accuracy = dict(zip(capacity.CAPACITIES, curve(values, "no penalty", ACCURACY), strict=True))
    assert accuracy[10] > accuracy[1] < accuracy[0.4]


def test_only_proximal_steps_set_weights_to_zero_and_more_with_more_strength() -> None:
    values = weights_set_to_zero(small_spec(), small_splits(), 42, images=60, steps=100)

    metric = "zero_weights_percent"
    zeros = curve(values, "L1, proximal steps", metric)
    assert zeros == sorted(zeros)
    assert zeros[-1] > 30
    assert curve(values, "L1, gradient steps", metric) == [0] * len(zeros)
    assert curve(values, "L2, gradient steps", metric) == [0] * len(zeros)


def test_many_bits_change_nothing_and_a_scale_for_each_unit_keeps_more() -> None:
    spec, splits = small_spec(**MOMENTUM), small_splits()
    trained = SeedRun(spec, splits, 42)
    trained.train("tuning")

    values = rounded_weights(spec, splits, 42)

    found = by_key(values)
    accuracy = trained.task.curve(trained.model, splits.test, trained.loss)["accuracy_percent"]
    for case in ("one scale for each layer", "one scale for each unit"):
        assert found[case, ACCURACY, 32] == pytest.approx(accuracy)
        assert found[case, ACCURACY, 8] == pytest.approx(accuracy, abs=5)
    assert found["one scale for each layer", ACCURACY, 2] <= found["one scale for each unit", ACCURACY, 2] + 20


def test_small_weights_are_removed_first_and_stay_zero() -> None:
    spec, splits = small_spec(**MOMENTUM), small_splits()

    values = removed_weights(spec, splits, 42)

    small, random, trained = (
        curve(values, case, ACCURACY) for case in ("smallest weights", "random weights", "smallest, then an epoch")
    )
    assert small[0] == random[0]
    assert small[1] >= random[1]
    assert trained[4] >= small[4]


def test_labels_of_three_images_do_not_tell_a_fourth_class_and_a_teacher_does() -> None:
    values = distillation(small_spec(**MOMENTUM), small_splits(), 42, student=(12,), part=40)

    found = {case: value for (case, _, _), value in by_key(values).items()}
    assert list(found) == ["teacher", "student of the labels", "student of the teacher"]
    assert found["student of the labels"] <= 75 < found["teacher"]
    assert found["student of the teacher"] != found["student of the labels"]


def test_neighbors_of_separated_classes_are_of_the_class() -> None:
    images = torch.eye(CLASSES).repeat_interleave(10, 0)[:, None, None, :] + 0.01 * torch.rand(
        (10 * CLASSES, 1, 1, CLASSES), generator=torch.Generator().manual_seed(1)
    )
    split = Split((images, torch.arange(CLASSES).repeat_interleave(10)))
    other = Split((images.flip(0), split.targets.flip(0)))

    values = neighbors_in_embeddings(small_spec(), Splits(split, split, other, CLASSES, "classification"), 42)

    assert by_key(values)["pixels", "neighbors_of_the_class_percent", None] == 100


def test_leakage_promises_much_and_honest_folds_promise_half() -> None:
    values = features_chosen_too_early(small_spec(), small_splits(), 42)

    found = {case: value for (case, _, _), value in by_key(values).items()}
    assert found["features chosen on all rows"] > 80
    assert found["features chosen without the held-out rows"] == pytest.approx(50, abs=7)
    all_chosen = features_chosen_too_early(small_spec(), small_splits(), 42, features=20)
    assert len(set(by_key(all_chosen).values())) == 1
