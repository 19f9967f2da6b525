"""Accuracy estimation from few images: k-fold cross-validation against a single split."""

import math
from dataclasses import replace
from statistics import fmean

import torch

from groundwork.components.randomness import derived_seed, generator_for
from groundwork.config.bounds import PositiveInteger
from groundwork.measurements.shared.values import measured
from groundwork.planning.specs import Spec
from groundwork.records.schema import MeasuredValue
from groundwork.tasks.task import Split, Splits
from groundwork.training.run import SeedRun

EPOCHS = 10
Numbers = dict[tuple[str, str], float]


def k_fold_against_one_split(
    spec: Spec,
    splits: Splits,
    seed: int,
    *,
    n_splits: PositiveInteger = 5,
    images: PositiveInteger = 200,
    draws: PositiveInteger = 6,
    batch_size: PositiveInteger = 32,
) -> list[MeasuredValue]:
    """Return the errors of two accuracy estimates, averaged over several draws of training images.

    For each draw, k-fold cross-validation averages over the folds, and the single split holds out only the first fold.
    Both estimate the test accuracy of the network trained on all images of the draw, which is evaluated once. The
    networks are the study's, trained for 10 epochs. `n_splits` must be at least 2 and `images` at most the number of
    training images; with batch normalization, no training set may leave a last batch of one image.
    """
    changes = {"epochs": EPOCHS, "batch_size": batch_size, "patience": None, "probes": (), "horizons": ()}
    small = spec.model_copy(update=changes)
    rows = [_one_draw(small, splits, derived_seed(seed, f"draw {draw}"), n_splits, images) for draw in range(draws)]
    return [measured(case, metric, None, fmean(row[case, metric] for row in rows)) for case, metric in rows[0]]


def _one_draw(spec: Spec, splits: Splits, seed: int, folds: int, images: int) -> Numbers:
    """Return both estimates and the test accuracy in percent, and the estimates' absolute errors in points."""
    order = torch.randperm(len(splits.train), generator=generator_for(seed, "images of a draw"))
    drawn = splits.train.at(order[:images].to(splits.train.targets.device))
    estimates = [
        _estimate(spec, splits, seed, drawn, held_out) for held_out in torch.arange(images).tensor_split(folds)
    ]
    # The validation metrics are not used, so one image suffices as validation split.
    test = SeedRun(spec, _with_splits(splits, drawn, drawn.first(1)), seed).train("report").test
    accuracy = _number(test.metrics["test_accuracy_percent"] if test else None)
    by_case = {"one split": estimates[0], f"{folds} folds": fmean(estimates)}
    return {
        **{(case, "estimate_error_points"): abs(estimate - accuracy) for case, estimate in by_case.items()},
        **{(case, "estimate_percent"): estimate for case, estimate in by_case.items()},
        ("test split", "estimate_percent"): accuracy,
    }


def _estimate(spec: Spec, splits: Splits, seed: int, drawn: Split, held_out: torch.Tensor) -> float:
    """Train a network without the held-out images and return its accuracy on them in percent."""
    is_train = torch.ones(len(drawn), dtype=torch.bool)
    is_train[held_out] = False
    train = is_train.nonzero().flatten().to(drawn.targets.device)
    validation = drawn.at(held_out.to(drawn.targets.device))
    run = SeedRun(spec, _with_splits(splits, drawn.at(train), validation), seed).train("tuning")
    return _number(run.curve[-1].validation["accuracy_percent"])


def _with_splits(splits: Splits, train: Split, validation: Split) -> Splits:
    return replace(splits, train=train, validation=validation)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
