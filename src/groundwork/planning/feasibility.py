"""What would take more memory, time or room than any run here is meant to, refused before anything runs."""

from collections.abc import Iterator
from math import prod

from groundwork.config.catalog import MEASUREMENT, MODEL
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.network_sizes import Size, dense_size, network_size
from groundwork.planning.specs import MeasurementSpec, Spec

MOST_WEIGHTS = 50_000_000  # more than a gigabyte with gradients, an optimizer's state and the best weights so far
MOST_NUMBERS = 1_000_000_000  # four gigabytes, and as much again for gradients
MOST_STEPS = 100_000_000  # more than a day, of the smallest networks
MOST_READINGS = 5_000_000  # half a gigabyte of text in one record
SHOWN_WEIGHTS = f"{MOST_WEIGHTS:,} weights are the most (a gigabyte in training)"
IMAGES_OF_MEASUREMENTS = 256


def too_large(spec: Spec) -> Iterator[str]:
    """Yield one line for each thing of a network's training that is too much."""
    size = _size(spec)
    steps = spec.epochs * -(-spec.train_images // spec.batch_size)
    if steps > MOST_STEPS:
        yield f"epochs: {spec.epochs:,} of {steps // spec.epochs:,} steps each take days; {MOST_STEPS:,} are the most"
    kept = len(spec.seeds) * steps * spec.keep_step_losses
    if kept > MOST_READINGS:
        yield f"keep_step_losses: {kept:,} losses are too many for one record ({MOST_READINGS:,}); write false"
    if size is None:
        return
    if size.weights > MOST_WEIGHTS:
        yield f"model '{spec.model.label}' has {size.weights:,} weights and {SHOWN_WEIGHTS}; write a smaller one"
    held = size.outputs * min(spec.batch_size, spec.train_images)
    if held > MOST_NUMBERS:
        yield (
            f"batch_size: {spec.batch_size} examples make the layers put out {held:,} numbers at once and "
            f"{MOST_NUMBERS:,} are the most (4 GB); write a smaller batch or a smaller network"
        )
    readings = len(spec.seeds) * spec.epochs * len(spec.probes) * size.layers
    if readings > MOST_READINGS:
        yield f"probes: {readings:,} readings are too many for one record ({MOST_READINGS:,}); write fewer epochs or []"


def measurement_too_large(spec: MeasurementSpec) -> Iterator[str]:
    """Yield a line where a measurement would hold too many numbers at once."""
    numbers = _numbers_of(spec)
    if numbers > MOST_NUMBERS:
        yield (
            f"measurement '{spec.measurement.label}' would hold {numbers:,} numbers at once and {MOST_NUMBERS:,} are "
            "the most (4 GB); write smaller settings"
        )


def _size(spec: Spec) -> Size | None:
    origin = ORIGINS[spec.dataset]
    return network_size(spec.model.name, spec.model.all_settings(MODEL), origin.shape, max(len(origin.classes), 1))


def _numbers_of(spec: MeasurementSpec) -> int:
    """Return about how many numbers of single precision a measurement holds at once, as far as its settings decide."""
    name, base, origin = spec.measurement.name, spec.base, ORIGINS[spec.base.dataset]
    settings = spec.measurement.all_settings(MEASUREMENT)
    numbers = {key: value for key, value in settings.items() if isinstance(value, int)}
    depth, width = numbers.get("depth", numbers.get("layers", 0)), numbers.get("width", 0)
    if depth and width:
        network = dense_size(prod(origin.shape), [width] * depth, len(origin.classes))
        images = base.train_images if name == "linear_probes" else IMAGES_OF_MEASUREMENTS
        return 4 * network.weights + 2 * images * depth * width  # in double precision, with gradients
    if name == "exploding_gradients":
        units, rows = numbers["hidden_size"], max(origin.shape)
        return 2 * units * (units + IMAGES_OF_MEASUREMENTS * rows)
    if name == "gradient_noise":
        size = _size(base)
        return numbers["batches"] * size.weights if size else 0
    if name == "two_layers_learn_xor":
        return 20 * numbers["starts"] * int(max(settings["hidden"], default=0))
    return 0
