"""Expands a study's grid into the settings of its variants."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from groundwork.config.catalog import is_estimator
from groundwork.config.grids import variants_of
from groundwork.config.names import Component, number_text
from groundwork.config.problems import NAME, axis_values, setting_value
from groundwork.config.reported_rates import ALL, MIN_TUNING_SEEDS, TUNED
from groundwork.config.schema import Params, Settings
from groundwork.core.errors import UserError
from groundwork.core.identity import canonical_json, digest_of

MANY_VARIANTS = 1_000
# Settings in which variants may differ that compete for the best learning rate; all others, and the name, are equal.
WITHIN_A_CHOICE = {"learning_rate", "seeds", "most_seeds", "reported_learning_rates"}
# Settings that say what is spent on a variant, and not how it is trained; variants are not labeled by them.
COST_LIMITS = ("most_seeds", "reported_learning_rates")


@dataclass(frozen=True)
class ExpandedVariant:
    """One variant's settings, its name (may be empty), and its values of the settings that vary."""

    settings: Settings
    name: str
    axes: dict[str, Any]

    @cached_property
    def group(self) -> str:
        """A key that variants share that differ in nothing but the learning rate and the reported seeds."""
        return canonical_json([self.name, self.settings.model_dump(mode="json", exclude=WITHIN_A_CHOICE)])


def expand_study(params: Params, study_name: str) -> list[ExpandedVariant]:
    """Return a study's variants; empty for a study with only checks, measurements or timings.

    Of variants that the budget makes equal, because it overrides what they differ in, only the first is kept. Raises
    UserError for variants with equal settings or equal labels, for a tuning seed that is also reported, and for
    `reported_learning_rates` that cannot be chosen or are not tried.
    """
    study = params.studies[study_name]
    if not study.trains:
        return []
    overriding = study.budgets.get(params.budget, {})
    entries = [
        ({NAME: "", **vary, **variant, **overriding}, variant.keys() & overriding.keys())
        for vary in _grid({key: values for key, values in study.vary.items() if key not in overriding})
        for variant in (study.variants or [{}])
    ]
    base = Settings.model_validate(base_settings(params, study_name))
    named: list[tuple[str, Settings]] = []
    trained: set[str] = set()
    for entry, overridden in entries:
        for point in _grid({key: axis_values(key, value) for key, value in entry.items()}):
            name, settings = str(point[NAME]), base.model_copy(update=_settings(point))
            key = _training_key(name, settings) if overriding else ""
            if not (overridden and key in trained):
                named.append((name, settings))
            trained.add(key)
    # Axes of a named variant: what varies among the variants of that name. Without a name: what varies in the study.
    groups: dict[str, list[Settings]] = {}
    for name, each in named:
        groups.setdefault(name, []).append(each)
    varied = {name: _varying_settings(group if name else [each for _, each in named]) for name, group in groups.items()}
    variants = [ExpandedVariant(each, name, _axes(each, varied[name])) for name, each in named]
    place = params.place_of(study_name)
    _reject_duplicates(place, variants)
    _reject_shared_seeds(place, variants)
    _reject_unusable_rates(place, variants)
    return variants


def base_settings(params: Params, study_name: str) -> dict[str, Any]:
    """Return a study's settings before its variants override them, not yet validated."""
    study = params.studies[study_name]
    budget = params.budgets[params.budget].model_dump()
    return {**budget, **params.defaults, **study.fixed, **_single_values(study.budgets.get(params.budget, {}))}


def datasets_of(params: Params) -> set[str]:
    """Return the datasets that any study trains or measures on."""
    names = {each.settings.dataset for study in params.studies for each in expand_study(params, study)}
    measuring = [name for name, study in params.studies.items() if study.measurements]
    return names | {Settings.model_validate(base_settings(params, name)).dataset for name in measuring}


def warn_if_many_variants(params: Params, say: Callable[[str], None]) -> None:
    """Print the expected planning time if there are many variants."""
    count = sum(variants_of(study.model_dump(), params.budget) for study in params.studies.values() if study.trains)
    if count > MANY_VARIANTS:
        say(f"{count:,} variants: per 1,000, planning takes about 1 s and Snakemake about 2 s")


def label_of(name: str, axes: Mapping[str, Any]) -> str:
    """Return a variant's name and varying settings as one short label."""
    values = [number_text(value) if isinstance(value, float) else str(value) for value in axes.values()]
    return ", ".join([name, *values] if name else values)


def _single_values(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with a single value; a grid of one value counts as that value."""
    return {key: values[0] for key, value in settings.items() if len(values := axis_values(key, value)) == 1}


def _settings(point: Mapping[str, Any]) -> dict[str, Any]:
    """Return the typed settings of a grid point; validating the whole model for each point would be slow."""
    return {key: setting_value(key, value) for key, value in point.items() if key != NAME}


def _training_key(name: str, settings: Settings) -> str:
    """Return a key that variants share that are trained in the same way, whatever is spent on them."""
    return canonical_json([name, settings.model_dump(mode="json", exclude=set(COST_LIMITS))])


def _varying_settings(settings: list[Settings]) -> list[str]:
    """Return the settings that differ, except those that limit the cost and do not change the training."""
    keys = [key for key in Settings.model_fields if key not in COST_LIMITS]
    return [key for key in keys if len({_axis_value(getattr(each, key)) for each in settings}) > 1]


def _axes(settings: Settings, varied: list[str]) -> dict[str, Any]:
    return {key: _axis_value(getattr(settings, key)) for key in varied}


def _grid(axes: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def _axis_value(value: Any) -> Any:
    """Return a setting as shown in tables."""
    if isinstance(value, Component):
        return value.label
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def _reject_duplicates(place: str, variants: list[ExpandedVariant]) -> None:
    """Compare requested settings, not specs: on a small fallback dataset, different variants may share a record."""
    seen: dict[str, str] = {}
    labels: set[str] = set()
    for each in variants:
        digest, label = digest_of(each.settings.model_dump(mode="json")), label_of(each.name, each.axes)
        shown = label or f"{each.settings.model.label}, {each.settings.optimizer.label}"
        if digest in seen:
            both = f"two variants '{shown}'" if shown == seen[digest] else f"variants '{seen[digest]}' and '{shown}'"
            raise UserError(f"{place}: {both} have the same settings; change or delete one")
        if label in labels:
            raise UserError(f"{place}: two variants have the label '{shown}'; give each its own name")
        seen[digest] = shown
        labels.add(label)


def _reject_shared_seeds(place: str, variants: list[ExpandedVariant]) -> None:
    for each in variants:
        shared = sorted(set(each.settings.seeds) & set(each.settings.tuning_seeds))
        if shared:
            raise UserError(
                f"{place}: {shared[0]} is both a reported seed and a tuning seed; use other seeds for tuning"
            )


def _reject_unusable_rates(place: str, variants: list[ExpandedVariant]) -> None:
    """Check `reported_learning_rates` of networks; an estimator has no learning rate."""
    limited = [each for each in variants if _limits_rates(each.settings)]
    tried: dict[str, set[float]] = {}
    for each in variants if limited else ():
        tried.setdefault(each.group, set()).add(each.settings.learning_rate)
    for each in limited:
        wanted, seeds = each.settings.reported_learning_rates, each.settings.tuning_seeds
        if TUNED in wanted and len(seeds) < MIN_TUNING_SEEDS:
            found = f"tuned needs at least {MIN_TUNING_SEEDS} tuning seeds, but tuning_seeds lists {len(seeds)}"
            raise UserError(f"{place}: reported_learning_rates: {found}; list more, or write all")
        missing = [rate for rate in wanted if isinstance(rate, float) and rate not in tried[each.group]]
        if missing:
            label = label_of(each.name, {key: value for key, value in each.axes.items() if key != "learning_rate"})
            rates = ", ".join(map(number_text, sorted(tried[each.group])))
            found = f"{number_text(missing[0])} is not a learning rate{f' of {label!r}' if label else ''} ({rates})"
            raise UserError(f"{place}: reported_learning_rates: {found}; list one of these, or add it to the grid")


def _limits_rates(settings: Settings) -> bool:
    return settings.reported_learning_rates != ALL and not is_estimator(settings.model.name)
