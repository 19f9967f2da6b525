"""The identity of a study under one budget: equal if and only if the same runs are planned."""

from typing import Any

from groundwork.config.schema import Params, Settings
from groundwork.core.identity import digest_of
from groundwork.planning.expansion import base_settings, expand_study


def study_identity(params: Params, study: str, budget: str) -> str:
    """Return a digest of all runs, checks and measurements of a study under a budget; empty if there is no such study.

    Timings and figures are not part of it: no number of the study depends on them.
    """
    if study not in params.studies or budget not in params.budgets:
        return ""
    planned = params.model_copy(update={"budget": budget})
    return digest_of(
        {
            "variants": [_dump(each.settings) | {"name": each.name} for each in expand_study(planned, study)],
            "base": _dump(Settings.model_validate(base_settings(planned, study))),
            "checks": params.studies[study].checks,
            "measurements": [each.model_dump(mode="json") for each in params.studies[study].measurements],
            "fallback": params.data.fallback,
        }
    )


def _dump(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(mode="json")
