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
    fitted_task,
    head_of,
    is_autoencoder,
    is_estimator,
    losses_for,
    suits,
)
from groundwork.config.names import Component, number_text
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.feasibility import measurement_too_large, too_large
from groundwork.planning.network_sizes import GATES
from groundwork.planning.specs import MeasurementSpec, Spec, VariantSpec

CLASSIFICATION, GENERATION, IMAGE = "classification", "generation", "image"
UNIT_PIXELS = ("unit_range", "permuted")  # preprocessing with pixels in [0, 1]
SEARCHES = ("grid_search", "random_search", "bayesian_search")
FEWER_IMAGES = 10  # of training_mistakes: one in so many
SEARCHED_SETTINGS = 4  # learning rate, batch size, weight decay, dropout
CLASSIFICATION_ONLY = (
    *SEARCHES,
    *("k_fold_against_one_split", "signal_through_depth", "sigmoid_gradient_by_depth", "exploding_gradients"),
    *("linear_probes", "fine_tuning"),
    *("training_mistakes", "evaluation_mode", "bias_and_variance", "weights_set_to_zero"),
    *("rounded_weights", "removed_weights", "distillation", "neighbors_in_embeddings"),
)
IMAGES_ONLY = ("exploding_gradients", "fine_tuning")
GENERATION_ONLY = ("frechet_distance_by_images",)
DECODER_ONLY = "decoder_only_transformer"
LANGUAGE_ONLY = ("attention_by_distance", "sampling_temperature")
WITH_A_LOGIT_FOR_EACH_CLASS = ("training_mistakes", "evaluation_mode", "distillation")
DRAWING_IMAGES = ("k_fold_against_one_split", "bias_and_variance")


def check_compatibility(place: str, spec: VariantSpec | MeasurementSpec) -> None:
    """Raise UserError with one line per setting that is incompatible with the dataset or another setting."""
    base = spec.base if isinstance(spec, MeasurementSpec) else spec
    problems = [*_loss_problems(base), *_example_kind_problems(base), *_head_problems(base)]
    if isinstance(base, Spec):
        problems = problems or [*_autoencoder_problems(base)]
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
    dataset, tasks = spec.dataset, ORIGINS[spec.dataset].tasks
    if not isinstance(spec, Spec):
        suits_examples = suits(MODEL, spec.model.name, ORIGINS[dataset].example)
        if suits_examples and spec.task != (its_task := fitted_task(spec.model.name)):
            wanted = f"dataset '{dataset}' is for {spec.task}"
            yield f"model '{spec.model.name}' is for {its_task}, but {wanted}; write a network"
        return
    loss, allowed = spec.loss.name, _losses(dataset, *tasks)
    if not any(loss in losses_for(task) for task in tasks):
        yield f"loss '{loss}' does not fit dataset '{dataset}' ({' or '.join(tasks)}); {_write_one_of(allowed)}"
    elif loss not in allowed:
        classes = len(ORIGINS[dataset].classes)
        yield f"loss '{loss}' needs two classes, but '{dataset}' has {classes}; {_write_one_of(allowed)}"


def _losses(dataset: str, *tasks: str) -> list[str]:
    """Return the losses that work for any of the tasks with a dataset's number of classes."""
    known = [each for task in tasks for each in losses_for(task)]
    return [each for each in known if head_of(each) != "logit" or len(ORIGINS[dataset].classes) == 2]


def _autoencoder_problems(spec: Spec) -> Iterator[str]:
    """Yield a line if only one of loss and model is for generation, and one for pixels that its loss cannot take."""
    model, loss, preprocessing = spec.model.name, spec.loss.name, spec.preprocessing.name
    if spec.task != GENERATION:
        if is_autoencoder(model):
            losses = _write_one_of(_losses(spec.dataset, GENERATION))
            yield f"model '{model}' is for {GENERATION}, but loss '{loss}' is for {spec.task}; {losses}"
        return
    if not is_autoencoder(model):
        models = _write_one_of([name for name in entries(MODEL) if is_autoencoder(name)])
        yield f"loss '{loss}' is for {GENERATION}, but model '{model}' is not; {models}"
    if preprocessing not in UNIT_PIXELS:
        allowed = _write_one_of(UNIT_PIXELS)
        yield f"loss '{loss}' needs pixels in [0, 1], which preprocessing '{preprocessing}' does not give; {allowed}"


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
    if spec.model.name == "transformer" and any(side % settings["patches"] for side in shape):
        yield (f"transformer.patches: {settings['patches']} per side do not divide {images}; {_write_divisor(*shape)}")
    if spec.model.name == "cnn" and not settings["padding"] and settings["kernel_size"] > min(shape):
        yield (
            f"cnn.kernel_size: {settings['kernel_size']} does not fit into {images}; "
            f"write a value from 1 to {min(shape)}, or padding: true"
        )


def _head_problems(spec: VariantSpec) -> Iterator[str]:
    """Yield a line if the heads of a transformer cannot share its width equally."""
    settings = spec.model.all_settings(MODEL)
    num_heads, hidden_dim = settings.get("num_heads", 1), settings.get("hidden_dim", 1)
    if hidden_dim % num_heads:
        advice = _write_divisor(hidden_dim)
        yield f"{spec.model.name}.num_heads: {num_heads} does not divide hidden_dim {hidden_dim}; {advice}"


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
    for names, task, what in (
        (CLASSIFICATION_ONLY, CLASSIFICATION, "classes"),
        (GENERATION_ONLY, GENERATION, "images"),
    ):
        if name in names and base.task != task:
            is_possible = task in origin.tasks
            found = f"loss '{base.loss.name}'" if is_possible else f"dataset '{base.dataset}'"
            advice = _write_one_of(_losses(base.dataset, task)) if is_possible else f"write a {task} dataset"
            yield f"measurement '{name}' needs {what}, but {found} is for {base.task}; {advice}"
    if name in WITH_A_LOGIT_FOR_EACH_CLASS and base.task == CLASSIFICATION and head_of(base.loss.name) != "logits":
        yield f"measurement '{name}' needs a logit for each class, but loss '{base.loss.name}' has one in all; " + (
            _write_one_of([each for each in _losses(base.dataset, CLASSIFICATION) if head_of(each) == "logits"])
        )
    if name in DRAWING_IMAGES and settings["images"] > base.train_images:
        yield (
            f"{name}.images: {settings['images']} is more than the study's {base.train_images} training images; "
            "write a smaller value"
        )
    if name in LANGUAGE_ONLY:
        yield from _language_problems(name, base)
    if name in IMAGES_ONLY and base.task == CLASSIFICATION and origin.example != IMAGE:
        yield f"measurement '{name}' needs images, but '{base.dataset}' has {origin.example}s; write an image dataset"
    if name == "attention_map" and origin.name != "number-words":
        yield f"measurement '{name}' reads number words, but '{base.dataset}' has {origin.example}s; write number-words"
    if name == "fine_tuning":
        yield from _transfer_problems(base)
    if name in SEARCHES:
        yield from _search_problems(name, base)
    if name == "grid_search":
        yield from _grid_size_problems(settings["n_trials"])
    if name == "k_fold_against_one_split":
        yield from _fold_problems(settings, base)
    if name == "evaluation_mode":
        normalized = Component(name="mlp", settings={"normalization": "batch"})
        yield from _batch_of_one_problems(normalized, base.train_images, base.batch_size)
    if name == "training_mistakes":
        yield from _batch_of_one_problems(base.model, base.train_images // FEWER_IMAGES, base.batch_size)


def _language_problems(measurement: str, base: Spec) -> Iterator[str]:
    """Yield a line if a measurement cannot rate the texts of the dataset, or read the attention of the model."""
    known = [name for name, origin in ORIGINS.items() if origin.entropy is not None]
    if base.dataset not in known:
        yield (
            f"measurement '{measurement}' needs a language whose source is known, which '{base.dataset}' is not; "
            f"{_write_one_of(known)}"
        )
    elif measurement == "attention_by_distance" and base.model.name != DECODER_ONLY:
        yield (
            f"measurement '{measurement}' reads attention, which model '{base.model.name}' does not have; "
            f"write {DECODER_ONLY}"
        )


def _transfer_problems(base: Spec) -> Iterator[str]:
    """Yield a line if the layers of the model cannot have adapters."""
    if base.model.name in GATES:
        classifiers = [each for each in entries(MODEL) if not (is_estimator(each) or is_autoencoder(each))]
        others = [each for each in classifiers if suits(MODEL, each, IMAGE) and each not in GATES]
        yield (
            f"measurement 'fine_tuning' adds adapters, which the recurrent layers of model '{base.model.name}' cannot "
            f"have; {_write_one_of(others)}"
        )


def _search_problems(search: str, base: Spec) -> Iterator[str]:
    """Yield a line for each setting that the model does not let a search vary."""
    if "dropout" not in entries(MODEL)[base.model.name].settings:
        example = ORIGINS[base.dataset].example
        dropping = [name for name, entry in entries(MODEL).items() if "dropout" in entry.settings]
        allowed = ", ".join(sorted(name for name in dropping if suits(MODEL, name, example)))
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
    if not 2 <= folds <= images:
        yield f"{name}.n_splits: {folds} is not between 2 and the number of images ({images}); write 5"
    else:
        train_sizes = {images, *(images - fold for fold in (images // folds, math.ceil(images / folds)))}
        for each in sorted(train_sizes):
            yield from _batch_of_one_problems(base.model, each, settings["batch_size"], f"{name}.batch_size")
