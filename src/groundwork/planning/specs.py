"""Specs: frozen values that fully describe a job."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from groundwork.config.catalog import (
    ACTIVATION,
    AUGMENTATION,
    CHECK,
    INITIALIZER,
    LOSS,
    MEASUREMENT,
    MODEL,
    OPTIMIZER,
    PREPROCESSING,
    PROBE,
    SCHEDULE,
    TASK,
    Kind,
    entries,
)
from groundwork.config.names import Component, number_text
from groundwork.config.proper_names import label_text
from groundwork.dataset.origins import ORIGINS

Function = tuple[Kind, str]
# Components that a spec's one-line summary omits.
OMITTED_FROM_SUMMARY = ("unit_range", "constant", "none", "torch_default", "cross_entropy")
# Fields that tables do not show, because variants are not compared by them.
HIDDEN_FIELDS = {
    *("kind", "seeds", "tuning_seeds", "choice", "validation_images", "probes", "keep_step_losses", "horizons"),
}


class DataSpec(BaseModel):
    """The fields common to all jobs that learn from data: images, preprocessing, model and seeds."""

    model_config = ConfigDict(frozen=True)

    dataset: str
    train_images: int
    validation_images: int
    seeds: tuple[int, ...]
    preprocessing: Component
    model: Component

    @property
    def label(self) -> str:
        """A short name, such as `random_forest-1000`."""
        return f"{self.model.name}-{self.train_images}"

    @property
    def data(self) -> "DataSpec":
        """The spec's data fields: itself."""
        return self

    @property
    def main_function(self) -> Function | None:
        """The function that returns the record's body: none, because the job itself does."""
        return None

    @property
    def functions(self) -> list[Function]:
        """The components that the job loads by name."""
        default = entries(MODEL)[self.model.name].defaults.get("activation")
        activation = self.model.settings.get("activation", default)
        used = [(MODEL, self.model.name), (PREPROCESSING, self.preprocessing.name)]
        return [*used, (ACTIVATION, activation)] if activation else used

    @property
    def components(self) -> dict[str, Component]:
        """The components by field name."""
        values = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in values.items() if isinstance(value, Component)}

    @property
    def columns(self) -> dict[str, str | float | int | bool | None]:
        """The settings as shown in tables."""
        values = {key: getattr(self, key) for key in type(self).model_fields if key not in HIDDEN_FIELDS}
        return {key: value.label if isinstance(value, Component) else value for key, value in values.items()}


class Choice(BaseModel):
    """How a learning rate is chosen: the tuning records of all rates tried, compared by a validation metric.

    `diverged` is what a diverged run is worth, None for infinity.
    """

    model_config = ConfigDict(frozen=True)

    tuning_records: tuple[str, ...]
    metric: str
    better: Literal["higher", "lower"]
    diverged: float | None


class Spec(DataSpec):
    """The full description of training a variant with its seeds.

    With a `choice`, the reported seeds are trained as far as the learning rate is the chosen one.
    """

    kind: Literal["training"] = "training"
    epochs: int
    tuning_seeds: tuple[int, ...]
    choice: Choice | None = None
    augmentation: Component
    initializer: Component
    loss: Component
    optimizer: Component
    learning_rate: float
    schedule: Component
    batch_size: int
    clip_norm: float | None = None
    patience: int | None = None
    probes: tuple[str, ...]
    keep_step_losses: bool
    horizons: tuple[int, ...]

    @property
    def steps(self) -> int:
        """The number of steps of training, unless early stopping or divergence ends it."""
        return -(-self.train_images // self.batch_size) * self.epochs

    @property
    def label(self) -> str:
        """A short name, such as `mlp-adam-0.001`, or `tuning-mlp-adam-0.001` for tuning seeds alone."""
        purpose = "tuning-" if self.tuning_seeds and not self.seeds else ""
        return f"{purpose}{self.model.name}-{self.optimizer.name}-{number_text(self.learning_rate)}"

    @property
    def tuning_records(self) -> tuple[str, ...]:
        """The records that the job reads before it trains."""
        return self.choice.tuning_records if self.choice else ()

    @property
    def summary(self) -> str:
        """One line: model, optimizer, learning rate, and other components unless they are common."""
        components = (self.preprocessing, self.augmentation, self.initializer, self.loss, self.schedule)
        extra = [each.label for each in components if each.name not in OMITTED_FROM_SUMMARY]
        return " ".join([self.model.label, self.optimizer.label, number_text(self.learning_rate), *extra])

    @property
    def functions(self) -> list[Function]:
        """The components that the job loads by name."""
        return [
            *super().functions,
            (TASK, ORIGINS[self.dataset].task),
            (AUGMENTATION, self.augmentation.name),
            (INITIALIZER, self.initializer.name),
            (LOSS, self.loss.name),
            (OPTIMIZER, self.optimizer.name),
            (SCHEDULE, self.schedule.name),
            *((PROBE, name) for name in self.probes),
        ]


SETTINGS = tuple(name for name in Spec.model_fields if name not in HIDDEN_FIELDS)
"""The settings of a variant that tables show, claims select by and figures name; new fields of Spec are included."""


def settings_of_type(*types: type) -> frozenset[str]:
    """Return the settings whose type is, or includes, one of these; `type(None)` for optional settings."""
    annotations = {name: Spec.model_fields[name].annotation for name in SETTINGS}
    return frozenset(name for name, type_ in annotations.items() if {type_, *get_args(type_)} & set(types))


def ordered_settings(*first: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return all settings except `without`: `first` in this order, then the rest in the order of Spec."""
    return tuple(name for name in dict.fromkeys((*first, *SETTINGS)) if name not in without)


class FitSpec(DataSpec):
    """The full description of fitting a scikit-learn estimator with its seeds."""

    kind: Literal["fit"] = "fit"

    @property
    def summary(self) -> str:
        """One line: model and number of images."""
        return f"{self.model.label} on {self.train_images} images"


class MeasurementSpec(BaseModel):
    """The full description of a measurement: its function, and the study's base settings."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["measurement"] = "measurement"
    measurement: Component
    base: Spec

    @property
    def label(self) -> str:
        """A short name, such as `measurement-random_search`."""
        return f"measurement-{self.measurement.name}"

    @property
    def summary(self) -> str:
        """One line: the measurement's label."""
        return label_text(self.measurement.label)

    @property
    def data(self) -> DataSpec:
        """The spec's data fields: those of its base settings."""
        return self.base

    @property
    def main_function(self) -> Function:
        """The function that returns the record's body."""
        return MEASUREMENT, self.measurement.name

    @property
    def functions(self) -> list[Function]:
        """The components that the job loads by name."""
        return self.base.functions


class CheckSpec(BaseModel):
    """The full description of an exact check."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["check"] = "check"
    check: str

    @property
    def label(self) -> str:
        """A short name, such as `check-rate_scales_the_step`."""
        return f"check-{self.check}"

    @property
    def summary(self) -> str:
        """One line: the check's name in words."""
        return self.check.replace("_", " ")

    @property
    def data(self) -> None:
        """None: an exact check uses no data."""
        return None

    @property
    def main_function(self) -> Function:
        """The function that returns the record's body."""
        return CHECK, self.check

    @property
    def functions(self) -> list[Function]:
        """Empty: a check loads only its own function."""
        return []


VariantSpec = Spec | FitSpec
AnySpec = Spec | FitSpec | MeasurementSpec | CheckSpec


def dataset_of(spec: AnySpec) -> str | None:
    """Return the dataset that a spec's job uses; None for an exact check."""
    return spec.data.dataset if spec.data else None
