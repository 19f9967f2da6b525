"""Settings that are each valid and do not go together, refused before anything runs."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from groundwork.config.catalog import (
    AUGMENTATION,
    MEASUREMENT,
    MODEL,
    PREPROCESSING,
    entries,
    head_of,
    is_estimator,
    losses_for,
    suits,
)
from groundwork.config.names import Component, number_text
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.feasibility import measurement_too_large, too_large
from groundwork.planning.specs import MeasurementSpec, Spec, VariantSpec

CLASSIFICATION, IMAGE = "classification", "image"
SEARCHES = ("grid_search", "random_search", "bayesian_search")
FOR_CLASSES_ONLY = (
    *SEARCHES,
    *("k_fold_against_one_split", "signal_through_depth", "sigmoid_gradient_by_depth", "exploding_gradients"),
    "linear_probes",
)


def check_compatibility(place: str, spec: VariantSpec | MeasurementSpec) -> None:
    """Raise UserError with one line for each setting that does not fit the dataset or another setting."""
    base = spec.base if isinstance(spec, MeasurementSpec) else spec
    problems = [*_of_loss(base), *_of_example(base)]
    if ORIGINS[base.dataset].example == IMAGE:
        problems += _on_images(base, ORIGINS[base.dataset].image_shape)
    if isinstance(base, Spec):
        problems += [*_of_schedule(base.schedule), *_lone_images(base.model, base.train_images, base.batch_size)]
        problems = problems or [*too_large(base)]
    else:
        problems += _of_neighbors(base)
    if isinstance(spec, MeasurementSpec):
        problems += _of_measurement(spec)
        problems = problems or [*measurement_too_large(spec)]
    if problems:
        raise UserError("\n".join(f"{place}: {problem}" for problem in problems))


def _of_loss(spec: VariantSpec) -> Iterator[str]:
    dataset, task, classes = spec.dataset, ORIGINS[spec.dataset].task, len(ORIGINS[spec.dataset].classes)
    if not isinstance(spec, Spec):
        if task != CLASSIFICATION:
            yield f"model '{spec.model.name}' tells classes apart and '{dataset}' is for {task}; name a network"
        return
    loss, allowed = spec.loss.name, [each for each in losses_for(task) if head_of(each) != "logit" or classes == 2]
    if loss not in losses_for(task):
        yield f"loss '{loss}' does not fit dataset '{dataset}', which is for {task}; {_one_of(allowed)}"
    elif loss not in allowed:
        yield f"loss '{loss}' needs two classes and '{dataset}' has {classes}; {_one_of(allowed)}"


def _of_schedule(schedule: Component) -> Iterator[str]:
    if schedule.name == "exponential_ramp" and schedule.settings["start_lr"] >= schedule.settings["end_lr"]:
        start, end = (number_text(schedule.settings[each]) for each in ("start_lr", "end_lr"))
        yield f"exponential_ramp.start_lr: {start} is not below end_lr {end}, and it has to grow; write a smaller one"


def _of_neighbors(spec: VariantSpec) -> Iterator[str]:
    neighbors = spec.model.all_settings(MODEL).get("n_neighbors", 0)
    if neighbors > spec.train_images:
        yield (
            f"nearest_neighbors.n_neighbors: {neighbors} is more than the {spec.train_images} training images; "
            "write fewer"
        )


def _of_example(spec: VariantSpec) -> Iterator[str]:
    """Yield a line for each function that does not take the kind of examples that the dataset has."""
    dataset, example = spec.dataset, ORIGINS[spec.dataset].example
    chosen = {MODEL: spec.model.name, PREPROCESSING: spec.preprocessing.name}
    if isinstance(spec, Spec):
        chosen[AUGMENTATION] = spec.augmentation.name
    for kind, name in chosen.items():
        if not suits(kind, name, example):
            networks = [each for each in entries(kind) if kind is not MODEL or not is_estimator(each)]
            allowed = [each for each in networks if suits(kind, each, example)]
            yield f"{kind.noun} '{name}' does not take the {example}s of '{dataset}'; {_one_of(allowed)}"


def _on_images(spec: VariantSpec, shape: tuple[int, ...]) -> Iterator[str]:
    padding = spec.augmentation.settings.get("padding", 0) if isinstance(spec, Spec) else 0
    if padding >= min(shape):
        yield f"random_crop.padding: {padding} may crop away all of an image of {shape[0]}x{shape[1]}; write less"
    settings, images = spec.model.all_settings(MODEL), f"an image of {shape[0]}x{shape[1]} pixels ('{spec.dataset}')"
    if spec.model.name == "transformer":
        yield from _of_transformer(settings, shape, images)
    if spec.model.name == "cnn" and not settings["padding"] and settings["kernel_size"] > min(shape):
        yield (
            f"cnn.kernel_size: {settings['kernel_size']} does not fit into {images}; "
            f"write one from 1 to {min(shape)}, or padding: true"
        )


def _of_transformer(settings: dict[str, Any], shape: tuple[int, ...], images: str) -> Iterator[str]:
    num_heads, hidden_dim, patches = settings["num_heads"], settings["hidden_dim"], settings["patches"]
    if hidden_dim % num_heads:
        advice = _one_of_divisors(hidden_dim)
        yield f"transformer.num_heads: {num_heads} does not divide hidden_dim {hidden_dim}; {advice}"
    if any(side % patches for side in shape):
        yield f"transformer.patches: {patches} a side do not divide {images}; {_one_of_divisors(*shape)}"


def _one_of_divisors(*numbers: int) -> str:
    return _one_of([each for each in range(1, min(numbers) + 1) if not any(number % each for number in numbers)])


def _one_of(allowed: Sequence[object]) -> str:
    return f"write {'one of ' if len(allowed) > 1 else ''}{', '.join(map(str, allowed))}"


def _lone_images(model: Component, images: int, batch_size: int, setting: str = "batch_size") -> Iterator[str]:
    """Yield a line where batch normalization gets a last batch of one image; `setting` is the batch size's name."""
    if model.all_settings(MODEL).get("batch_norm") and (images - 1) % batch_size == 0:
        yield (
            f"{model.name}.batch_norm: a batch of one image has no spread to divide by, and {images} training "
            f"images end in one where {setting} is {batch_size}; write another {setting}"
        )


def _of_measurement(spec: MeasurementSpec) -> Iterator[str]:
    """Yield one line for each thing that keeps a measurement from being made."""
    name, base, origin = spec.measurement.name, spec.base, ORIGINS[spec.base.dataset]
    settings = spec.measurement.all_settings(MEASUREMENT)
    if name in FOR_CLASSES_ONLY and origin.task != CLASSIFICATION:
        yield f"measurement '{name}' tells classes apart and '{base.dataset}' has none; name a dataset of classes"
    if name == "exploding_gradients" and origin.example != IMAGE:
        yield f"measurement '{name}' reads images row by row and '{base.dataset}' has none; name a dataset of images"
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
            yield from _lone_images(base.model, each, settings["batch_size"], f"{name}.batch_size")
