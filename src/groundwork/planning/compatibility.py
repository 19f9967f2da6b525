"""Rejects settings that are valid on their own but incompatible, before anything runs."""

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
SEARCHED_SETTINGS = 4  # learning rate, batch size, weight decay, dropout
CLASSIFICATION_ONLY = (
    *SEARCHES,
    *("k_fold_against_one_split", "signal_through_depth", "sigmoid_gradient_by_depth", "exploding_gradients"),
    "linear_probes",
)


def check_compatibility(place: str, spec: VariantSpec | MeasurementSpec) -> None:
    """Raise UserError with one line per setting that is incompatible with the dataset or another setting."""
    base = spec.base if isinstance(spec, MeasurementSpec) else spec
    problems = [*_loss_problems(base), *_example_kind_problems(base)]
    if ORIGINS[base.dataset].example == IMAGE:
        problems += _image_problems(base, ORIGINS[base.dataset].image_shape)
    if isinstance(base, Spec):
        problems += [
            *_schedule_problems(base.schedule),
            *_batch_of_one_problems(base.model, base.train_images, base.batch_size),
        ]
        problems = problems or [*too_large(base)]
    else:
        problems += _neighbor_problems(base)
    if isinstance(spec, MeasurementSpec):
        problems += _measurement_problems(spec)
        problems = problems or [*measurement_too_large(spec)]
    if problems:
        raise UserError("\n".join(f"{place}: {problem}" for problem in problems))


def _loss_problems(spec: VariantSpec) -> Iterator[str]:
    dataset, task, classes = spec.dataset, ORIGINS[spec.dataset].task, len(ORIGINS[spec.dataset].classes)
    if not isinstance(spec, Spec):
        if task != CLASSIFICATION:
            yield f"model '{spec.model.name}' is a classifier, but dataset '{dataset}' is for {task}; write a network"
        return
    loss, allowed = spec.loss.name, [each for each in losses_for(task) if head_of(each) != "logit" or classes == 2]
    if loss not in losses_for(task):
        yield f"loss '{loss}' does not fit dataset '{dataset}' ({task}); {_write_one_of(allowed)}"
    elif loss not in allowed:
        yield f"loss '{loss}' needs two classes, but '{dataset}' has {classes}; {_write_one_of(allowed)}"


def _schedule_problems(schedule: Component) -> Iterator[str]:
    if schedule.name == "exponential_ramp" and schedule.settings["start_lr"] >= schedule.settings["end_lr"]:
        start, end = (number_text(schedule.settings[each]) for each in ("start_lr", "end_lr"))
        yield f"exponential_ramp.start_lr: {start} is not below end_lr ({end}); write a smaller value"


def _neighbor_problems(spec: VariantSpec) -> Iterator[str]:
    neighbors = spec.model.all_settings(MODEL).get("n_neighbors", 0)
    if neighbors > spec.train_images:
        yield (
            f"nearest_neighbors.n_neighbors: {neighbors} is more than the {spec.train_images} training images; "
            "write a smaller value"
        )


def _example_kind_problems(spec: VariantSpec) -> Iterator[str]:
    """Yield a line for each component that does not accept the dataset's kind of examples."""
    dataset, example = spec.dataset, ORIGINS[spec.dataset].example
    chosen = {MODEL: spec.model.name, PREPROCESSING: spec.preprocessing.name}
    if isinstance(spec, Spec):
        chosen[AUGMENTATION] = spec.augmentation.name
    for kind, name in chosen.items():
        if not suits(kind, name, example):
            networks = [each for each in entries(kind) if kind is not MODEL or not is_estimator(each)]
            allowed = [each for each in networks if suits(kind, each, example)]
            yield f"{kind.noun} '{name}' does not accept the {example}s of '{dataset}'; {_write_one_of(allowed)}"


def _image_problems(spec: VariantSpec, shape: tuple[int, ...]) -> Iterator[str]:
    padding = spec.augmentation.settings.get("padding", 0) if isinstance(spec, Spec) else 0
    if padding >= min(shape):
        yield f"random_crop.padding: {padding} can crop away a whole {shape[0]}x{shape[1]} image; write a smaller value"
    settings, images = spec.model.all_settings(MODEL), f"an image of {shape[0]}x{shape[1]} pixels ('{spec.dataset}')"
    if spec.model.name == "transformer":
        yield from _transformer_problems(settings, shape, images)
    if spec.model.name == "cnn" and not settings["padding"] and settings["kernel_size"] > min(shape):
        yield (
            f"cnn.kernel_size: {settings['kernel_size']} does not fit into {images}; "
            f"write a value from 1 to {min(shape)}, or padding: true"
        )


def _transformer_problems(settings: dict[str, Any], shape: tuple[int, ...], images: str) -> Iterator[str]:
    num_heads, hidden_dim, patches = settings["num_heads"], settings["hidden_dim"], settings["patches"]
    if hidden_dim % num_heads:
        advice = _write_divisor(hidden_dim)
        yield f"transformer.num_heads: {num_heads} does not divide hidden_dim {hidden_dim}; {advice}"
    if any(side % patches for side in shape):
        yield f"transformer.patches: {patches} per side do not divide {images}; {_write_divisor(*shape)}"


def _write_divisor(*numbers: int) -> str:
    return _write_one_of([each for each in range(1, min(numbers) + 1) if not any(number % each for number in numbers)])


def _write_one_of(allowed: Sequence[object]) -> str:
    return f"write {'one of ' if len(allowed) > 1 else ''}{', '.join(map(str, allowed))}"


def _batch_of_one_problems(
    model: Component, images: int, batch_size: int, setting: str = "batch_size"
) -> Iterator[str]:
    """Yield a line if the last batch has one image and the model has batch normalization.

    `setting` is the name of the batch size setting.
    """
    if model.all_settings(MODEL).get("normalization") == "batch" and (images - 1) % batch_size == 0:
        yield (
            f"{model.name}.normalization: batch cannot normalize the last batch, which has one image with {images} "
            f"training images and {setting} {batch_size}; write another {setting}"
        )


def _measurement_problems(spec: MeasurementSpec) -> Iterator[str]:
    """Yield one line for each reason why a measurement cannot run."""
    name, base, origin = spec.measurement.name, spec.base, ORIGINS[spec.base.dataset]
    settings = spec.measurement.all_settings(MEASUREMENT)
    if name in CLASSIFICATION_ONLY and origin.task != CLASSIFICATION:
        yield (
            f"measurement '{name}' needs classes, but dataset '{base.dataset}' is for {origin.task}; "
            "write a classification dataset"
        )
    if name == "exploding_gradients" and origin.example != IMAGE:
        yield f"measurement '{name}' needs images, but '{base.dataset}' has {origin.example}s; write an image dataset"
    if name in SEARCHES:
        yield from _search_problems(name, base)
    if name == "grid_search":
        yield from _grid_size_problems(settings["n_trials"])
    if name == "k_fold_against_one_split":
        yield from _fold_problems(settings, base)


def _search_problems(search: str, base: Spec) -> Iterator[str]:
    """Yield a line for each setting that the model does not let a search vary."""
    if "dropout" not in entries(MODEL)[base.model.name].settings:
        allowed = ", ".join(sorted(name for name, entry in entries(MODEL).items() if "dropout" in entry.settings))
        yield (
            f"measurement '{search}' varies dropout, but model '{base.model.name}' has none; "
            f"write another model ({allowed})"
        )
    if base.model.all_settings(MODEL).get("normalization") == "batch":
        yield (
            f"measurement '{search}' varies the batch size, which may leave a last batch of one image, and "
            f"{base.model.name}.normalization: batch cannot normalize it; write none or layer"
        )


def _grid_size_problems(trials: int) -> Iterator[str]:
    side = round(trials ** (1 / SEARCHED_SETTINGS))
    if side**SEARCHED_SETTINGS != trials:
        yield (
            f"grid_search.n_trials: {trials} is not a fourth power, as a grid with equally many values of four "
            f"settings requires; write {side**SEARCHED_SETTINGS} or {(side + 1) ** SEARCHED_SETTINGS}"
        )


def _fold_problems(settings: dict[str, Any], base: Spec) -> Iterator[str]:
    name, folds, images = "k_fold_against_one_split", settings["n_splits"], settings["images"]
    if images > base.train_images:
        yield (
            f"{name}.images: {images} is more than the study's {base.train_images} training images; "
            "write a smaller value"
        )
    if not 2 <= folds <= images:
        yield f"{name}.n_splits: {folds} is not between 2 and the number of images ({images}); write 5"
    else:
        train_sizes = {images, *(images - fold for fold in (images // folds, math.ceil(images / folds)))}
        for each in sorted(train_sizes):
            yield from _batch_of_one_problems(base.model, each, settings["batch_size"], f"{name}.batch_size")
