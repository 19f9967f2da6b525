"""Parameters expanded into variants, specs and the names of all records, before anything runs."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from groundwork.config.names import Component
from groundwork.config.schema import Params, Settings
from groundwork.errors import UserError
from groundwork.expansion import expanded, label_of
from groundwork.identity import digest_of

RECORD_FORMAT = 1


class DatasetInPlay(BaseModel):
    """The dataset that stands for a requested one: itself, or the fallback."""

    model_config = ConfigDict(frozen=True)

    requested: str
    name: str
    digest: str
    train_images: int


class Spec(BaseModel):
    """The frozen description of a variant and its seeds: all that training needs to be told."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["training"] = "training"
    dataset: str
    train_images: int
    validation_images: int
    epochs: int
    seeds: tuple[int, ...]
    tuning_seeds: tuple[int, ...]
    preprocessing: Component
    model: Component
    initializer: Component
    optimizer: Component
    learning_rate: float
    schedule: Component
    batch_size: int
    probes: tuple[str, ...]
    keep_step_losses: bool

    @property
    def label(self) -> str:
        """A short name for people, such as `mlp-adam-0.001`."""
        return f"{self.model.name}-{self.optimizer.name}-{self.learning_rate:g}"


class CheckSpec(BaseModel):
    """The frozen description of an exact check."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["check"] = "check"
    check: str

    @property
    def label(self) -> str:
        """A short name for people, such as `check-rate_scales_step`."""
        return f"check-{self.check}"


AnySpec = Spec | CheckSpec


@dataclass(frozen=True)
class PlannedRecord:
    """A record that the plan asks for; its name holds the digest of its identity."""

    name: str
    spec: AnySpec
    identity: dict[str, Any]
    dataset_digest: str | None


@dataclass(frozen=True)
class Variant:
    """One configuration of a study: the settings in which it differs from the others, and its record."""

    study: str
    axes: dict[str, str | float | int | bool]
    record: str
    spec: Spec

    @property
    def label(self) -> str:
        """The settings in which the variant differs, in the words of params.yaml."""
        return label_of(self.axes)


@dataclass(frozen=True)
class StudyPlan:
    """All that one study asks for: its variants, the records of its exact checks by name, its figures."""

    name: str
    variants: tuple[Variant, ...]
    checks: dict[str, str]
    figures: tuple[str, ...]

    @property
    def records(self) -> list[str]:
        """The names of all records of the study, each once."""
        return sorted({*(variant.record for variant in self.variants), *self.checks.values()})


@dataclass(frozen=True)
class Plan:
    """The whole run: parameters, the datasets in play, the studies, and every record by name."""

    params: Params
    datasets: dict[str, DatasetInPlay]
    studies: dict[str, StudyPlan]
    records: dict[str, PlannedRecord]

    @property
    def fallbacks(self) -> list[DatasetInPlay]:
        """The datasets that stand in for a requested one."""
        return [each for each in self.datasets.values() if each.name != each.requested]

    @property
    def stand_ins(self) -> dict[str, str]:
        """The name of the dataset that stands in, by the name of the requested one."""
        return {each.requested: each.name for each in self.fallbacks}


def make_plan(
    params: Params,
    datasets: Mapping[str, DatasetInPlay],
    device_kind: str,
    training_source: Callable[[AnySpec], str],
) -> Plan:
    """Return the plan of a run; `training_source` gives the digest of the source that a spec's training executes.

    Raises UserError where two variants of a study are the same, one tunes on a seed that it reports, or a study names a
    dataset that is not in play.
    """
    records: dict[str, PlannedRecord] = {}
    studies = {}
    for name, study in params.studies.items():
        variants = []
        for settings, axes in expanded(params, name):
            spec = spec_of(settings, _dataset(name, settings.dataset, datasets))
            record = _planned(spec, datasets[settings.dataset].digest, device_kind, training_source)
            records[record.name] = record
            variants.append(Variant(name, axes, record.name, spec))
        checks = [_planned(CheckSpec(check=each), None, device_kind, training_source) for each in study.checks]
        records |= {each.name: each for each in checks}
        studies[name] = StudyPlan(name, tuple(variants), _by_check(checks), study.figures)
    return Plan(params, dict(datasets), studies, records)


def spec_of(settings: Settings, dataset: DatasetInPlay) -> Spec:
    """Return a variant's spec; a small dataset gives fewer images than asked for, at most a fifth to validation."""
    validation = min(settings.validation_images, dataset.train_images // 5)
    values = settings.model_dump(exclude={"most_seeds"})
    values |= {
        "dataset": dataset.name,
        "validation_images": validation,
        "train_images": min(settings.train_images, dataset.train_images - validation),
        "seeds": settings.seeds[: settings.most_seeds],
    }
    return Spec.model_validate(values)


def _dataset(study: str, requested: str, datasets: Mapping[str, DatasetInPlay]) -> DatasetInPlay:
    if requested not in datasets:
        allowed = ", ".join(sorted(datasets))
        raise UserError(
            f"params.yaml: studies.{study}: dataset {requested!r} is not in data.datasets; add it there ({allowed})"
        )
    return datasets[requested]


def _planned(
    spec: AnySpec, dataset_digest: str | None, device_kind: str, training_source: Callable[[AnySpec], str]
) -> PlannedRecord:
    identity = {
        "format": RECORD_FORMAT,
        "spec": spec.model_dump(mode="json"),
        "training_source": training_source(spec),
        "data": dataset_digest,
        "torch": version("torch"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "device": device_kind,
    }
    return PlannedRecord(f"{spec.label}-{digest_of(identity)}", spec, identity, dataset_digest)


def _by_check(checks: list[PlannedRecord]) -> dict[str, str]:
    return {each.spec.check: each.name for each in checks if isinstance(each.spec, CheckSpec)}
