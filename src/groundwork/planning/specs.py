"""Specs: the frozen values that tell a job all it needs to know."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from groundwork.config.names import Component, number_text

# What a spec tells a job, and a table does not: it is no setting in which variants are compared.
NOT_SHOWN = {"kind", "seeds", "tuning_seeds", "validation_images", "probes", "keep_step_losses"}


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
    def columns(self) -> dict[str, str | float | int | bool | None]:
        """The settings as tables show them."""
        values = {key: getattr(self, key) for key in type(self).model_fields if key not in NOT_SHOWN}
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


SETTINGS = tuple(name for name in Spec.model_fields if name not in NOT_SHOWN)
"""The settings of a variant that tables show, claims select by and figures name; a new field of Spec is one."""


def settings_typed(*types: type) -> frozenset[str]:
    """Return the settings whose values are of one of these types, `type(None)` for those that may be left out."""
    found = {name: Spec.model_fields[name].annotation for name in SETTINGS}
    return frozenset(name for name, type_ in found.items() if {type_, *get_args(type_)} & set(types))


def settings_from(*first: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return all settings but some in the order of a reader: these first, then what else the spec has."""
    return tuple(name for name in dict.fromkeys((*first, *SETTINGS)) if name not in without)


class FitSpec(DataSpec):
    """The frozen description of a variant whose model is one of scikit-learn's estimators, fitted in one go."""

    kind: Literal["fit"] = "fit"


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


class CheckSpec(BaseModel):
    """The frozen description of an exact check."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["check"] = "check"
    check: str

    @property
    def label(self) -> str:
        """A short name for people, such as `check-rate_scales_the_step`."""
        return f"check-{self.check}"


VariantSpec = Spec | FitSpec
AnySpec = Spec | FitSpec | MeasurementSpec | CheckSpec


def dataset_of(spec: AnySpec) -> str | None:
    """Return the dataset that a spec's job reads; an exact check reads none."""
    if isinstance(spec, CheckSpec):
        return None
    return spec.base.dataset if isinstance(spec, MeasurementSpec) else spec.dataset
