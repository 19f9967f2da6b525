"""The conditions of claims, split into settings and remarks, so that what many claims share is said once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from groundwork.config.schema import Settings
from groundwork.core.formatting import words
from groundwork.dataset.origins import ORIGINS
from groundwork.report.budget import examples_of

NAMES = "|".join(words(name) for name in ("name", *Settings.model_fields))
STARTS_WITH_SETTING = re.compile(rf"({NAMES}) ")
BETWEEN_SETTINGS = re.compile(rf", (?=({NAMES}) )(?![^(]*\))")
SIZE, DATASET = "train images ", "dataset "
MAIN = re.compile(r"(dataset|model|epochs) |[\d,]+ training ")


@dataclass(frozen=True)
class Conditions:
    """The settings that both sides of a claim share, each as name and value, and what else holds."""

    settings: tuple[str, ...]
    remark: str


def split_conditions(text: str) -> Conditions:
    """Return the conditions of a verdict in their parts; a claim that compares no variants has no settings."""
    first, _, rest = text.partition("; ")
    if not STARTS_WITH_SETTING.match(first):
        return Conditions((), text)
    # Names and components hold commas of their own.
    ends = [match.start() for match in BETWEEN_SETTINGS.finditer(first)]
    starts = [0, *(end + len(", ") for end in ends)]
    parts = tuple(first[start:end] for start, end in zip(starts, [*ends, None], strict=True))
    return Conditions(_in_words(parts), rest)


def shared_settings(claims: Sequence[Conditions]) -> tuple[str, ...]:
    """Return the settings that all claims with settings share, in order; none where fewer than two have any."""
    given = [claim.settings for claim in claims if claim.settings]
    if len(given) < 2:
        return ()
    return tuple(setting for setting in given[0] if all(setting in settings for settings in given))


def without(conditions: Conditions, shared: Sequence[str]) -> str:
    """Return a claim's own conditions as one text."""
    own = ", ".join(setting for setting in conditions.settings if setting not in shared)
    return "; ".join(filter(None, [own, conditions.remark]))


def in_brief(conditions: Conditions) -> str:
    """Return the settings to know first, which are data, size, model and epochs, with the remark, as one text."""
    main = ", ".join(setting for setting in conditions.settings if MAIN.match(setting))
    return "; ".join(filter(None, [main, conditions.remark]))


def _in_words(settings: Sequence[str]) -> tuple[str, ...]:
    """Return settings with their size as a number of images or, of a table, of rows."""
    dataset = next((each.removeprefix(DATASET) for each in settings if each.startswith(DATASET)), "")
    example = examples_of(dataset) if dataset in ORIGINS else "image"
    return tuple(
        f"{int(each.removeprefix(SIZE)):,} training {example}s" if each.startswith(SIZE) else each for each in settings
    )
