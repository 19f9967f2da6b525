"""Specs: the frozen values that tell a job all it needs to know."""

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
# What nobody needs to be told.
OMITTED_FROM_SUMMARY = ("unit_range", "constant", "none", "torch_default", "cross_entropy")
# What a spec tells a job, and a table does not: it is no setting in which variants are compared.
HIDDEN_FIELDS = {"kind", "seeds", "tuning_seeds", "validation_images", "probes", "keep_step_losses"}


class DataSpec(BaseModel):
    """What every job that learns from data is told: which images, prepared how, and the seeds."""

    model_config = ConfigDict(frozen=True)

    dataset: str
    train_images: int
    validation_images: int
    seeds: tuple[int, ...]
    new_images_per_seed: bool
    preprocessing: Component
    model: Component

    @property
    def label(self) -> str:
        """A short name for people, such as `random_forest-1000`."""
        return f"{self.model.name}-{self.train_images}"

    @property
    def data(self) -> "DataSpec":
        """What the spec says of data and seeds: itself."""
        return self

    @property
    def main_function(self) -> Function | None:
        """The function whose result is the record: none, as the job itself makes it."""
        return None

    @property
    def functions(self) -> list[Function]:
        """The functions that the job takes by their names in params.yaml."""
        default = entries(MODEL)[self.model.name].defaults.get("activation")
        activation = self.model.settings.get("activation", default)
        used = [(MODEL, self.model.name), (PREPROCESSING, self.preprocessing.name)]
        return [*used, (ACTIVATION, activation)] if activation else used

    @property
    def components(self) -> dict[str, Component]:
        """The functions with settings of their own, by the setting that names them."""
        values = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in values.items() if isinstance(value, Component)}

    @property
    def columns(self) -> dict[str, str | float | int | bool | None]:
        """The settings as tables show them."""
        values = {key: getattr(self, key) for key in type(self).model_fields if key not in HIDDEN_FIELDS}
        return {key: value.label if isinstance(value, Component) else value for key, value in values.items()}


class Spec(DataSpec):
    """The frozen description of a variant and its seeds: all that training needs to be told."""

    kind: Literal["training"] = "training"
    epochs: int
    tuning_seeds: tuple[int, ...]
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

    @property
    def label(self) -> str:
        """A short name for people, such as `mlp-adam-0.001`."""
        return f"{self.model.name}-{self.optimizer.name}-{number_text(self.learning_rate)}"

    @property
    def summary(self) -> str:
        """What is trained, on one line: what differs from the usual."""
        components = (self.preprocessing, self.augmentation, self.initializer, self.loss, self.schedule)
        extra = [each.label for each in components if each.name not in OMITTED_FROM_SUMMARY]
        return " ".join([self.model.label, self.optimizer.label, number_text(self.learning_rate), *extra])

    @property
    def functions(self) -> list[Function]:
        """The functions that the job takes by their names in params.yaml."""
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
"""The settings of a variant that tables show, claims select by and figures name; a new field of Spec is one."""


def settings_of_type(*types: type) -> frozenset[str]:
    """Return the settings whose values are of one of these types, `type(None)` for those that may be left out."""
    found = {name: Spec.model_fields[name].annotation for name in SETTINGS}
    return frozenset(name for name, type_ in found.items() if {type_, *get_args(type_)} & set(types))


def ordered_settings(*first: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return all settings but some in the order of a reader: these first, then what else the spec has."""
    return tuple(name for name in dict.fromkeys((*first, *SETTINGS)) if name not in without)


class FitSpec(DataSpec):
    """The frozen description of a variant whose model is one of scikit-learn's estimators, fitted in one go."""

    kind: Literal["fit"] = "fit"

    @property
    def summary(self) -> str:
        """What is fitted, on one line."""
        return f"{self.model.label} on {self.train_images} images"


class MeasurementSpec(BaseModel):
    """The frozen description of a measurement: its function, and the study's settings that it starts from."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["measurement"] = "measurement"
    measurement: Component
    base: Spec

    @property
    def label(self) -> str:
        """A short name for people, such as `measurement-random_search`."""
        return f"measurement-{self.measurement.name}"

    @property
    def summary(self) -> str:
        """What is measured, on one line."""
        return label_text(self.measurement.label)

    @property
    def data(self) -> DataSpec:
        """What the spec says of data and seeds: what its study's settings say."""
        return self.base

    @property
    def main_function(self) -> Function:
        """The function whose result is the record."""
        return MEASUREMENT, self.measurement.name

    @property
    def functions(self) -> list[Function]:
        """The functions that the job takes by their names in params.yaml."""
        return self.base.functions


class CheckSpec(BaseModel):
    """The frozen description of an exact check."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["check"] = "check"
    check: str

    @property
    def label(self) -> str:
        """A short name for people, such as `check-rate_scales_the_step`."""
        return f"check-{self.check}"

    @property
    def summary(self) -> str:
        """What is checked, on one line."""
        return self.check.replace("_", " ")

    @property
    def data(self) -> None:
        """Nothing: an exact check reads no data."""
        return None

    @property
    def main_function(self) -> Function:
        """The function whose result is the record."""
        return CHECK, self.check

    @property
    def functions(self) -> list[Function]:
        """None beside its own."""
        return []


VariantSpec = Spec | FitSpec
AnySpec = Spec | FitSpec | MeasurementSpec | CheckSpec


def dataset_of(spec: AnySpec) -> str | None:
    """Return the dataset that a spec's job reads; an exact check reads none."""
    return spec.data.dataset if spec.data else None
