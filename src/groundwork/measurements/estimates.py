"""How well a network's accuracy is estimated from the few images that it is trained on."""

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
    """Return how far two estimates of a network's accuracy are off, as means over several draws of training images.

    Of each draw, one split holds out one fold of the images, and k-fold cross-validation holds out each fold in turn
    and takes the mean; the one split's fold is the first of these. Both estimate the accuracy on the test split of the
    network trained on all images of the draw, which reads that split once. The networks are the study's, trained for 10
    epochs. There have to be two splits or more, and `images` training images for them; no number of images trained on
    may leave a batch of one to a network that normalizes batches.
    """
    small = spec.model_copy(update={"epochs": EPOCHS, "batch_size": batch_size, "patience": None, "probes": ()})
    rows = [_one_draw(small, splits, derived_seed(seed, f"draw {draw}"), n_splits, images) for draw in range(draws)]
    return [measured(case, metric, None, fmean(row[case, metric] for row in rows)) for case, metric in rows[0]]


def _one_draw(spec: Spec, splits: Splits, seed: int, folds: int, images: int) -> Numbers:
    """Return both estimates in percent, what they estimate, and how far they are from it."""
    order = torch.randperm(len(splits.train), generator=generator_for(seed, "images of a draw"))
    drawn = splits.train.at(order[:images].to(splits.train.targets.device))
    estimates = [
        _estimate(spec, splits, seed, drawn, held_out) for held_out in torch.arange(images).tensor_split(folds)
    ]
    # Its validation figures are not looked at, so it gets the cheapest split there is.
    truth = SeedRun(spec, _of(splits, drawn, drawn.first(1)), seed).train("report").test
    accuracy = _number(truth.metrics["test_accuracy_percent"] if truth else None)
    shown = {"one split": estimates[0], f"{folds} folds": fmean(estimates)}
    return {
        **{(case, "estimate_error_points"): abs(estimate - accuracy) for case, estimate in shown.items()},
        **{(case, "estimate_percent"): estimate for case, estimate in shown.items()},
        ("test split", "estimate_percent"): accuracy,
    }


def _estimate(spec: Spec, splits: Splits, seed: int, drawn: Split, held_out: torch.Tensor) -> float:
    """Return the accuracy in percent on the images held out of a network trained on the others."""
    is_kept = torch.ones(len(drawn), dtype=torch.bool)
    is_kept[held_out] = False
    kept = is_kept.nonzero().flatten().to(drawn.targets.device)
    held = drawn.at(held_out.to(drawn.targets.device))
    run = SeedRun(spec, _of(splits, drawn.at(kept), held), seed).train("tuning")
    return _number(run.epochs[-1].validation["accuracy_percent"])


def _of(splits: Splits, train: Split, validation: Split) -> Splits:
    return replace(splits, train=train, validation=validation, pool=train)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
