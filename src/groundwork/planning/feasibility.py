"""Rejects specs that would need too much memory, time or disk space, before anything runs."""

from collections.abc import Iterator
from math import prod

from groundwork.config.catalog import MEASUREMENT, MODEL
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.network_sizes import Size, dense_size, network_size
from groundwork.planning.specs import MeasurementSpec, Spec

MAX_WEIGHTS = 50_000_000  # over 1 GB with gradients, optimizer state and the best weights
MAX_VALUES = 1_000_000_000  # 4 GB, and as much again for gradients
MAX_STEPS = 100_000_000  # more than a day, even for the smallest networks
MAX_READINGS = 5_000_000  # 0.5 GB of JSON in one record
MEASUREMENT_IMAGES = 256


def too_large(spec: Spec) -> Iterator[str]:
    """Yield one line for each limit that a network's training exceeds."""
    size = _size(spec)
    steps = spec.steps
    if steps > MAX_STEPS:
        yield (
            f"epochs: {spec.epochs:,} epochs of {steps // spec.epochs:,} steps would take days; "
            f"write fewer (at most {MAX_STEPS:,} steps in all)"
        )
    kept = len(spec.seeds) * steps * spec.keep_step_losses
    if kept > MAX_READINGS:
        yield f"keep_step_losses: {kept:,} losses, but a record holds at most {MAX_READINGS:,}; write false"
    if size is None:
        return
    if size.weights > MAX_WEIGHTS:
        yield (
            f"model '{spec.model.label}' has {size.weights:,} weights, but the maximum is {MAX_WEIGHTS:,} "
            "(1 GB in training); write a smaller one"
        )
    activations = size.activations * min(spec.batch_size, spec.train_images)
    if activations > MAX_VALUES:
        yield (
            f"batch_size: {spec.batch_size} examples have {activations:,} activations, but the maximum is "
            f"{MAX_VALUES:,} (4 GB); write a smaller batch size or a smaller network"
        )
    readings = len(spec.seeds) * (spec.epochs + len(spec.horizons)) * len(spec.probes) * size.layers
    if readings > MAX_READINGS:
        yield f"probes: {readings:,} readings, but a record holds at most {MAX_READINGS:,}; write fewer epochs or []"


def measurement_too_large(spec: MeasurementSpec) -> Iterator[str]:
    """Yield a line if a measurement needs too much memory."""
    values = _values_in_memory(spec)
    if values > MAX_VALUES:
        yield (
            f"measurement '{spec.measurement.label}' would hold {values:,} numbers in memory, but the maximum is "
            f"{MAX_VALUES:,} (4 GB); write smaller settings"
        )


def _size(spec: Spec) -> Size | None:
    origin = ORIGINS[spec.dataset]
    return network_size(spec.model.name, spec.model.all_settings(MODEL), origin.shape, max(len(origin.classes), 1))


def _values_in_memory(spec: MeasurementSpec) -> int:
    """Estimate from its settings how many 32-bit numbers a measurement holds in memory at once."""
    name, base, origin = spec.measurement.name, spec.base, ORIGINS[spec.base.dataset]
    settings = spec.measurement.all_settings(MEASUREMENT)
    numbers = {key: value for key, value in settings.items() if isinstance(value, int)}
    depth, width = numbers.get("depth", numbers.get("layers", 0)), numbers.get("width", 0)
    if depth and width:
        network = dense_size(prod(origin.shape), [width] * depth, len(origin.classes))
        images = base.train_images if name == "linear_probes" else MEASUREMENT_IMAGES
        return 4 * network.weights + 2 * images * depth * width  # in double precision, with gradients
    if name == "exploding_gradients":
        units, rows = numbers["hidden_size"], max(origin.shape)
        return 2 * units * (units + MEASUREMENT_IMAGES * rows)
    if name == "gradient_noise":
        size = _size(base)
        return numbers["batches"] * size.weights if size else 0
    if name == "activation_memory":
        size = _size(base)
        return 1024 * size.activations if size else 0
    if name == "two_layers_learn_xor":
        return 20 * numbers["starts"] * int(max(settings["hidden"], default=0))
    return 0
