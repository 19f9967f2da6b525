"""Early stopping: when training stops, and which weights are kept."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from groundwork.config.names import Component
from groundwork.planning.specs import Spec
from groundwork.tasks.task import Splits
from groundwork.training.run import SeedRun
from groundwork.training.stopping import EarlyStopping


def stopping_after(patience: int | None, losses: list[float]) -> tuple[EarlyStopping, nn.Linear]:
    """Return an EarlyStopping updated with these losses, and its model, whose weight is the number of the epoch."""
    model = nn.Linear(1, 1, bias=False)
    stopping = EarlyStopping(model, patience)
    for number, loss in enumerate(losses):
        nn.init.constant_(model.weight, number)
        stopping.update(loss)
    return stopping, model


@pytest.mark.parametrize(
    ("patience", "losses", "should_stop"),
    [
        (None, [1, 2, 3, 4], False),
        (2, [3, 2, 1], False),
        (2, [1, 2], False),
        (2, [1, 2, 2], True),
        (1, [1, 1], True),
        (2, [float("nan"), float("nan"), float("nan")], True),
    ],
)
def test_should_stop_when_patience_runs_out(patience: int | None, losses: list[float], should_stop: bool) -> None:
    assert stopping_after(patience, losses)[0].should_stop is should_stop


@pytest.mark.parametrize(("patience", "kept"), [(None, 3), (5, 1)])
def test_best_weights_are_kept_only_with_patience(patience: int | None, kept: int) -> None:
    stopping, model = stopping_after(patience, [3, 1, 2, 1.5])

    assert stopping.restore_best() == kept
    assert model.weight.item() == kept


def test_last_weights_stay_if_all_losses_are_nonfinite() -> None:
    stopping, model = stopping_after(3, [float("nan"), float("nan")])

    assert stopping.restore_best() == 1
    assert model.weight.item() == 1


def test_run_stops_early_and_tests_the_best_weights(splits: Splits, spec_with: Callable[..., Spec]) -> None:
    # With a high learning rate the validation loss fluctuates, so that patience runs out.
    overfitting = spec_with(epochs=60, patience=3, horizons=(240,), learning_rate=0.5, optimizer=Component(name="adam"))

    one = SeedRun(overfitting, splits, 42)
    run = one.train("report")

    losses = [each.validation["loss"] or 0 for each in run.curve]
    assert run.kept_point == losses.index(min(losses)) == len(run.curve) - 4
    assert run.steps == 4 * (len(run.curve) - 1) < 240
    (end,) = run.horizons
    assert (end.step, end.validation) == (240, run.curve[run.kept_point].validation)
    with torch.no_grad():
        kept = one.loss(one.model(splits.validation.inputs), splits.validation.targets).item()
    assert kept == pytest.approx(losses[run.kept_point], rel=1e-5)


def test_stopping_counts_epochs_despite_further_points_of_the_curve(
    splits: Splits, spec_with: Callable[..., Spec]
) -> None:
    spec = spec_with(epochs=60, patience=3, learning_rate=0.5, batch_size=5)

    run = SeedRun(spec, splits, 42).train("report")

    ends = [point for point in run.curve if point.epoch == int(point.epoch)]
    losses = [point.validation["loss"] or 0 for point in ends]
    assert [point.step for point in run.curve[1:5]] == [8, 9, 18, 24]
    assert losses.index(min(losses)) == len(ends) - 4
    assert run.curve[run.kept_point] == ends[-4]


def test_last_epoch_is_kept_without_patience(splits: Splits, spec_with: Callable[..., Spec]) -> None:
    assert SeedRun(spec_with(epochs=3), splits, 42).train("report").kept_point == 3
