"""Makes the plan of a run: variants, specs and the names of all records."""

import math
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel, ConfigDict

from groundwork.config.catalog import is_estimator
from groundwork.config.names import Component
from groundwork.config.reported_rates import ALL, TUNED, ReportedRates
from groundwork.config.schema import Params, Settings
from groundwork.config.suggestions import suggestion
from groundwork.core.errors import UserError
from groundwork.core.identity import digest_of
from groundwork.core.metrics import TASK_METRICS, first_metric
from groundwork.core.processor import kind_of_machine
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.compatibility import check_compatibility
from groundwork.planning.expansion import ExpandedVariant, base_settings, expand_study, label_of
from groundwork.planning.specs import (
    AnySpec,
    CheckSpec,
    Choice,
    FitSpec,
    MeasurementSpec,
    Spec,
    VariantSpec,
    dataset_of,
)

RECORD_FORMAT = 4
# Libraries besides torch whose versions are part of the identity, by kind of spec.
LIBRARIES_OF = {"fit": ("numpy", "scikit-learn", "scipy"), "measurement": ("optuna",)}
CONSTANT = "constant"  # the only schedule that does not depend on the length of training


class ResolvedDataset(BaseModel):
    """A requested dataset and the one that is used for it: itself or the fallback."""

    model_config = ConfigDict(frozen=True)

    requested: str
    name: str
    digest: str
    train_images: int


@dataclass(frozen=True)
class PlannedRecord:
    """A record of the plan; its name contains the digest of its identity."""

    name: str
    spec: AnySpec
    identity: dict[str, Any]
    dataset_digest: str | None

    @property
    def tuning_records(self) -> tuple[str, ...]:
        """The records that its job reads: those that decide how far its reported seeds are trained."""
        return self.spec.tuning_records if isinstance(self.spec, Spec) else ()


@dataclass(frozen=True)
class Variant:
    """One configuration of a study: its name (may be empty), its varying settings, and its records.

    `record` has the reported seeds, `tuning_record` the tuning seeds, if there are any; `spec` has both.
    """

    study: str
    name: str
    axes: dict[str, str | float | int | bool | None]
    record: str
    spec: VariantSpec
    tuning_record: str | None = None

    @property
    def records(self) -> tuple[str, ...]:
        """The names of its records."""
        return (self.record, self.tuning_record) if self.tuning_record else (self.record,)

    @property
    def label(self) -> str:
        """The name and the varying settings, as written in params.yaml."""
        return label_of(self.name, self.axes)


@dataclass(frozen=True)
class StudyPlan:
    """The plan of one study; `checks` and `measurements` map their names to record names."""

    name: str
    variants: tuple[Variant, ...]
    checks: dict[str, str]
    measurements: dict[str, str]
    timings: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def records(self) -> list[str]:
        """The sorted names of all records of the study, without duplicates."""
        variants = (record for variant in self.variants for record in variant.records)
        return sorted({*variants, *self.checks.values(), *self.measurements.values()})


@dataclass(frozen=True)
class Plan:
    """The plan of a run: parameters, resolved datasets, studies, and every record by name."""

    params: Params
    datasets: dict[str, ResolvedDataset]
    studies: dict[str, StudyPlan]
    records: dict[str, PlannedRecord]

    @property
    def fallback_datasets(self) -> list[ResolvedDataset]:
        """The fallback datasets that this run uses."""
        return [each for each in self.datasets.values() if each.name != each.requested]

    @property
    def fallbacks(self) -> dict[str, str]:
        """The name of each fallback dataset, by the name of the requested one."""
        return {each.requested: each.name for each in self.fallback_datasets}

    def pictured_dataset(self, study: str) -> str | None:
        """Return the dataset that a study's figures show: that of its first variant, else of its first measurement."""
        own = self.studies[study]
        names = [*(variant.record for variant in own.variants), *own.measurements.values()]
        return dataset_of(self.records[names[0]].spec) if names else None


def make_plan(
    params: Params,
    datasets: Mapping[str, ResolvedDataset],
    device_kind: str,
    training_source: Callable[[AnySpec], str],
) -> Plan:
    """Return the plan of a run; `training_source` returns the digest of the source code that a spec's job executes.

    Raises UserError for duplicate variants, a tuning seed that is also reported, incompatible settings, and a dataset
    that is not in data.datasets.
    """
    planner = _Planner(params, datasets, device_kind, training_source)
    studies = {name: planner.study(name) for name in params.studies}
    return Plan(params, dict(datasets), studies, planner.records)


def make_spec(settings: Settings, dataset: ResolvedDataset, horizons: tuple[int, ...]) -> VariantSpec:
    """Return a variant's spec; for a small dataset, reduce the images, with at most a fifth for validation.

    A run is read at those of the horizons that are before its end, and at its end.
    """
    validation = min(settings.validation_images, dataset.train_images // 5)
    values = settings.model_dump(exclude={"most_seeds", "reported_learning_rates"})
    values |= {
        "dataset": dataset.name,
        "validation_images": validation,
        "train_images": min(settings.train_images, dataset.train_images - validation),
        "seeds": settings.seeds[: settings.most_seeds],
    }
    if is_estimator(settings.model.name):
        return FitSpec.model_validate(values)
    return _with_horizons(Spec.model_validate(values | {"horizons": ()}), horizons)


def _with_horizons(spec: Spec, horizons: tuple[int, ...]) -> Spec:
    """Return a spec with its horizons: its end alone where the length is part of the recipe.

    A schedule or early stopping depends on the length of training, so that such a run is not the beginning of a longer
    one.
    """
    has_own_length = spec.schedule.name != CONSTANT or spec.patience is not None
    earlier = () if has_own_length else (each for each in horizons if each < spec.steps)
    return spec.model_copy(update={"horizons": (*earlier, spec.steps)})


class _Planner:
    """Plans the studies and collects their records."""

    def __init__(
        self,
        params: Params,
        datasets: Mapping[str, ResolvedDataset],
        device_kind: str,
        training_source: Callable[[AnySpec], str],
    ) -> None:
        self.params, self.datasets, self.training_source = params, datasets, training_source
        self.records: dict[str, PlannedRecord] = {}
        self.environment = {
            "format": RECORD_FORMAT,
            "torch": version("torch"),
            "python": ".".join(platform.python_version_tuple()[:2]),
            "device": device_kind,
            "machine": kind_of_machine(),
        }

    def study(self, name: str) -> StudyPlan:
        """Return the plan of one study and collect its records."""
        study = self.params.studies[name]
        variants = self._variants(name)
        checks = {each: self._record(CheckSpec(check=each), None) for each in study.checks}
        measurements = {each.label: self._measurement(name, each) for each in study.measurements}
        return StudyPlan(name, tuple(variants), checks, measurements, study.timings, study.figures)

    def _variants(self, study: str) -> list[Variant]:
        """Return a study's variants; tuning records come first, as the records of reported seeds may depend on them."""
        expanded = expand_study(self.params, study)
        wanted = [self._wanted_spec(self.params.place_of(study), each.settings) for each in expanded]
        tuning = [self._tuning_record(spec, digest) for spec, digest in wanted]
        groups = _groups(expanded, tuning)
        variants = []
        for each, (spec, digest), tuning_record in zip(expanded, wanted, tuning, strict=True):
            reported = _reported_spec(spec, each.settings.reported_learning_rates, groups.get(each.group, ()))
            record = self._record(reported, digest)
            variants.append(Variant(study, each.name, each.axes, record, spec, tuning_record))
        return variants

    def _wanted_spec(self, place: str, settings: Settings) -> tuple[VariantSpec, str]:
        """Return the spec of a variant with its reported and tuning seeds, and the digest of its dataset."""
        dataset = _dataset(place, settings.dataset, self.datasets)
        spec = make_spec(settings, dataset, self.params.horizons)
        check_compatibility(place, spec)
        return spec, dataset.digest

    def _tuning_record(self, spec: VariantSpec, dataset_digest: str) -> str | None:
        """Return the name of the record of a spec's tuning seeds; None if it has none."""
        if not (isinstance(spec, Spec) and spec.tuning_seeds):
            return None
        return self._record(spec.model_copy(update={"seeds": ()}), dataset_digest)

    def _measurement(self, study: str, measurement: Component) -> str:
        base, place = Settings.model_validate(base_settings(self.params, study)), self.params.place_of(study)
        dataset = _dataset(place, base.dataset, self.datasets)
        base_spec = make_spec(base, dataset, horizons=())  # measurements are not read at horizons
        if not isinstance(base_spec, Spec):
            raise UserError(
                f"{place}: measurements need a network, but model '{base.model.name}' is not one; write another model"
            )
        spec = MeasurementSpec(measurement=measurement, base=base_spec)
        check_compatibility(place, spec)
        return self._record(spec, dataset.digest)

    def _record(self, spec: AnySpec, dataset_digest: str | None) -> str:
        own = {"spec": spec.model_dump(mode="json"), "training_source": self.training_source(spec)}
        own |= {library: version(library) for library in LIBRARIES_OF.get(spec.kind, ())}
        identity = self.environment | own | {"data": dataset_digest}
        name = f"{spec.label}-{digest_of(identity)}"
        self.records[name] = PlannedRecord(name, spec, identity, dataset_digest)
        return name


def _groups(variants: list[ExpandedVariant], tuning_records: list[str | None]) -> dict[str, tuple[str, ...]]:
    """Return the tuning records of each group of variants that differ in nothing but the learning rate."""
    groups: dict[str, set[str]] = {}
    for variant, record in zip(variants, tuning_records, strict=True):
        if record:
            groups.setdefault(variant.group, set()).add(record)
    return {group: tuple(sorted(records)) for group, records in groups.items()}


def _reported_spec(spec: VariantSpec, wanted: ReportedRates, tuning_records: tuple[str, ...]) -> VariantSpec:
    """Return the spec of a variant's reported seeds: all, all that the choice of a learning rate asks for, or none.

    A rate that is listed does not depend on the choice.
    """
    if not isinstance(spec, Spec):
        return spec
    if wanted == ALL or spec.learning_rate in wanted:
        return spec.model_copy(update={"tuning_seeds": ()})
    if TUNED not in wanted:
        return spec.model_copy(update={"tuning_seeds": (), "seeds": ()})
    return spec.model_copy(update={"tuning_seeds": (), "choice": _choice(spec.dataset, tuning_records)})


def _choice(dataset: str, tuning_records: tuple[str, ...]) -> Choice:
    """Return the choice among these tuning records by the first metric of the dataset's task on validation."""
    origin = ORIGINS[dataset]
    name, metric = TASK_METRICS[origin.task][0], first_metric(origin.task, "validation")
    diverged = metric.when_diverged(max(len(origin.classes), 1))
    return Choice(
        tuning_records=tuning_records,
        metric=name,
        better="lower" if metric.better == "lower" else "higher",
        diverged=diverged if math.isfinite(diverged) else None,
    )


def _dataset(place: str, requested: str, datasets: Mapping[str, ResolvedDataset]) -> ResolvedDataset:
    if requested not in datasets:
        problem = f"{place}: dataset {requested!r} is not"
        if requested not in ORIGINS:
            raise UserError(f"{problem} a dataset{suggestion(requested, ORIGINS)}")
        raise UserError(f"{problem} in data.datasets ({', '.join(sorted(datasets))}); add it there")
    return datasets[requested]
