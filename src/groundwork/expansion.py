"""A study's grid expanded into the settings of its variants."""

import itertools
from collections.abc import Mapping
from typing import Any

from groundwork.config.names import Component, number_text
from groundwork.config.problems import axis_values
from groundwork.config.schema import Params, Settings
from groundwork.errors import UserError
from groundwork.identity import digest_of

Expanded = tuple[Settings, dict[str, Any]]


def expanded(params: Params, study_name: str) -> list[Expanded]:
    """Return the settings of each of a study's variants, with those in which the variants differ, as tables show them.

    Raises UserError where two variants are the same, or one tunes on a seed that it reports.
    """
    study = params.studies[study_name]
    base = {**params.budgets[params.budget].model_dump(), **params.defaults, **study.fixed}
    overlays = [
        {**vary, **variant}
        for vary in _grid(study.vary)
        for entry in (study.variants or [{}])
        for variant in _grid({key: axis_values(key, value) for key, value in entry.items()})
    ]
    settings = [Settings.model_validate({**base, **overlay}) for overlay in overlays]
    # most_seeds is no axis: a cap on the cost says nothing of what is trained.
    keys = [key for key in Settings.model_fields if key != "most_seeds"]
    varied = [key for key in keys if len({_axis_value(getattr(each, key)) for each in settings}) > 1]
    variants = [(each, {key: _axis_value(getattr(each, key)) for key in varied}) for each in settings]
    _refuse_duplicates(study_name, variants)
    _refuse_shared_seeds(study_name, variants)
    return variants


def label_of(axes: Mapping[str, Any]) -> str:
    """Return the settings in which a variant differs as one short text for people."""
    return ", ".join(number_text(value) if isinstance(value, float) else str(value) for value in axes.values())


def _grid(axes: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def _axis_value(value: Any) -> Any:
    """Return a setting as a table shows it."""
    if isinstance(value, Component):
        return value.label
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


def _refuse_duplicates(study: str, variants: list[Expanded]) -> None:
    """Compare what was asked for: on a small stand-in dataset, variants that differ may still share a record."""
    seen: set[str] = set()
    for settings, axes in variants:
        digest = digest_of(settings.model_dump(mode="json"))
        if digest in seen:
            label = label_of(axes) or f"{settings.model.label}, {settings.optimizer.label}"
            raise UserError(f"params.yaml: studies.{study}: variant '{label}' is listed twice; delete one")
        seen.add(digest)


def _refuse_shared_seeds(study: str, variants: list[Expanded]) -> None:
    for settings, _axes in variants:
        shared = sorted(set(settings.seeds) & set(settings.tuning_seeds))
        if shared:
            raise UserError(
                f"params.yaml: studies.{study}: {shared[0]} is a reported seed and a tuning seed; "
                "tune on other seeds than those reported"
            )
