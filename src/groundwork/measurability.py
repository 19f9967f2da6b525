"""What a measurement needs of its own settings and of the study that it starts from."""

import math
from collections.abc import Iterator
from typing import Any

from groundwork.config.catalog import MEASUREMENT, MODEL, entries
from groundwork.lone_images import lone_images
from groundwork.specs import MeasurementSpec, Spec

SEARCHES = ("grid_search", "random_search", "bayesian_search")
FOR_CLASSES_ONLY = (
    *SEARCHES,
    *("k_fold_against_one_split", "signal_through_depth", "sigmoid_gradient_by_depth", "exploding_gradients"),
    "linear_probes",
)


def measurement_misfits(spec: MeasurementSpec, classes: int, image_shape: tuple[int, ...]) -> Iterator[str]:
    """Yield one line for each thing that keeps a measurement from being made; an empty shape means a table."""
    name, base = spec.measurement.name, spec.base
    settings = spec.measurement.all_settings(MEASUREMENT)
    if name in FOR_CLASSES_ONLY and not classes:
        yield f"measurement '{name}' tells classes apart and '{base.dataset}' has none; name a dataset of classes"
    if name == "exploding_gradients" and not image_shape:
        yield f"measurement '{name}' reads images row by row and '{base.dataset}' is a table; name a dataset of images"
    if name in SEARCHES:
        yield from _without_dropout(name, base)
    if name == "grid_search":
        yield from _of_trials(settings["n_trials"])
    if name == "k_fold_against_one_split":
        yield from _of_folds(settings, base)


def _without_dropout(search: str, base: Spec) -> Iterator[str]:
    if "dropout" not in entries(MODEL)[base.model.name].settings:
        allowed = ", ".join(sorted(name for name, entry in entries(MODEL).items() if "dropout" in entry.settings))
        yield (
            f"measurement '{search}' varies the dropout of its study's model and '{base.model.name}' has none; "
            f"name another model ({allowed})"
        )


def _of_trials(trials: int) -> Iterator[str]:
    side = round(trials ** (1 / 3))
    if side**3 != trials:
        yield (
            f"grid_search.n_trials: {trials} is not a cube, and a grid of three settings with equally many values each "
            f"has one; write {side**3} or {(side + 1) ** 3}"
        )


def _of_folds(settings: dict[str, Any], base: Spec) -> Iterator[str]:
    name, folds, images = "k_fold_against_one_split", settings["n_splits"], settings["images"]
    if images > base.train_images:
        yield f"{name}.images: {images} is more than the study's {base.train_images} training images; write fewer"
    if not 2 <= folds <= images:
        yield f"{name}.n_splits: {folds} is not from 2 to the number of images ({images}); write 5"
    else:
        trained_on = {images, *(images - fold for fold in (images // folds, math.ceil(images / folds)))}
        for each in sorted(trained_on):
            yield from lone_images(base.model, each, settings["batch_size"], f"{name}.batch_size")
