"""Settings whose value is one of a few words."""

from typing import Annotated

from pydantic import AfterValidator

from groundwork.config.suggestions import require_name


def _one_of(phrase: str, *allowed: str) -> AfterValidator:
    def check(value: str) -> str:
        return require_name(value, phrase, allowed)

    return AfterValidator(check)


Normalization = Annotated[str, _one_of("a normalization", "none", "batch", "layer")]
Pooling = Annotated[str, _one_of("a pooling", "none", "max", "average")]
