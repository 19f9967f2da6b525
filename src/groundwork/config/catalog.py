"""The functions that params.yaml can name, with their settings, read from source files without importing them.

Parsing instead of importing keeps torch and pandas out of the Snakefile; importing them takes seconds.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, TypeAdapter

from groundwork.config.bounds import (
    EnsembleSize,
    Fraction,
    Layers,
    PositiveFraction,
    PositiveInteger,
    PositiveNumber,
    Units,
    UnitsOfLayers,
)
from groundwork.config.choices import Normalization, Pooling
from groundwork.config.suggestions import require_name
from groundwork.core.errors import UserError
from groundwork.core.identity import PACKAGE, display_path, parsed
from groundwork.core.metrics import UNITS_OF_LOSSES


@dataclass(frozen=True)
class Kind:
    """A kind of component, with the files and folders whose public functions it consists of.

    Only files directly in a folder count; shared code is in its subfolder `shared`.
    """

    noun: str
    places: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"


ESTIMATORS = "components/estimators.py"
MODEL = Kind("model", ("components/models", ESTIMATORS))
ACTIVATION = Kind("activation", ("components/activations.py",))
PREPROCESSING = Kind("preprocessing", ("components/preprocessing.py",))
AUGMENTATION = Kind("augmentation", ("components/augmentations.py",))
INITIALIZER = Kind("initializer", ("components/initializers.py",))
LOSS = Kind("loss", ("components/losses.py",))
TASK = Kind("task", ("tasks",))
OPTIMIZER = Kind("optimizer", ("components/optimizers.py",))
SCHEDULE = Kind("schedule", ("components/schedules.py",))
PROBE = Kind("probe", ("components/probes.py",))
CHECK = Kind("check", ("checks",))
MEASUREMENT = Kind("measurement", ("measurements",))
TIMING = Kind("timing", ("timing/stopwatch",))
TABLE = Kind("table", ("tables",))
FIGURE = Kind("figure", ("figures",))


# Types of a first parameter that accept any kind of example.
ANY_EXAMPLE = ("int", "torch.Tensor")
# What a loss takes, by the type of its first parameter.
HEADS = {"Logits": "logits", "Logit": "logit", "Prediction": "prediction"}


def _is_activation(value: str) -> str:
    return require_name(value, ACTIVATION.phrase, entries(ACTIVATION))


Activation = Annotated[str, AfterValidator(_is_activation)]
# Every number is bounded on both sides; otherwise it could exhaust memory or time.
SETTING_TYPES: dict[str, Any] = {
    "bool": bool,
    "PositiveInteger": PositiveInteger,
    "EnsembleSize": EnsembleSize,
    "Units": Units,
    "Layers": Layers,
    "UnitsOfLayers": UnitsOfLayers,
    "PositiveNumber": PositiveNumber,
    "Fraction": Fraction,
    "PositiveFraction": PositiveFraction,
    "Activation": Activation,
    "Normalization": Normalization,
    "Pooling": Pooling,
}


@dataclass(frozen=True)
class Entry:
    """One function of a catalog: its file, and the type and default of each keyword-only setting.

    `takes` and `gives` are the annotations of its first parameter and return value, as written in the source.
    """

    path: Path
    settings: dict[str, Any]
    defaults: dict[str, Any]
    takes: str
    gives: str

    @property
    def required(self) -> tuple[str, ...]:
        """The settings without a default."""
        return tuple(each for each in self.settings if each not in self.defaults)

    @cached_property
    def adapters(self) -> dict[str, TypeAdapter[Any]]:
        """The validator of each setting; cached, because building one takes longer than validating many values."""
        return {name: TypeAdapter(type_) for name, type_ in self.settings.items()}


@cache
def entries(kind: Kind) -> dict[str, Entry]:
    """Return the public functions of a kind by name; empty if its file does not exist.

    Raises UserError if two functions have the same name, or if the type of a setting is not supported.
    """
    found: dict[str, Entry] = {}
    for path in _files(kind):
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                if node.name in found:
                    _reject_duplicate(kind, node.name, found[node.name].path, path)
                found[node.name] = Entry(path, *_settings(kind, path, node), *_annotations(node))
    return found


def is_estimator(model: str) -> bool:
    """Return whether a model is a scikit-learn estimator, which is fitted in one call."""
    return entries(MODEL)[model].path == PACKAGE / ESTIMATORS


def head_of(loss: str) -> str:
    """Return what a loss takes: `logits` (one per class), `logit` (binary), or `prediction`."""
    return _declared(LOSS, loss, entries(LOSS)[loss].takes, HEADS, "first parameter")


def unit_of_loss(loss: str) -> str:
    """Return the unit of a loss, such as `nats`."""
    return _declared(LOSS, loss, entries(LOSS)[loss].gives, UNITS_OF_LOSSES, "returned value")


def heads_of(task: str) -> list[str]:
    """Return the kinds of output that a task's network may have, as in `head_of`."""
    return re.findall(r"'(\w+)'", entries(TASK)[task].takes)


def losses_for(task: str) -> list[str]:
    """Return the losses that work for a task."""
    return [name for name in entries(LOSS) if head_of(name) in heads_of(task)]


def suits(kind: Kind, name: str, example: str) -> bool:
    """Return whether a function accepts a kind of example, such as `image`, by the type of its first parameter."""
    takes = entries(kind)[name].takes
    return takes in ANY_EXAMPLE or f"{example.capitalize()}s" in takes.split(" | ")


def _declared(kind: Kind, name: str, type_: str, words: Mapping[str, str], of_what: str) -> str:
    """Look up an annotation in `words`; raises UserError if it is not there."""
    if type_ not in words:
        place = f"{display_path(entries(kind)[name].path)}: {kind.noun} '{name}'"
        raise UserError(f"{place}: its {of_what} has type {type_ or 'none'}; write one of {', '.join(words)}")
    return words[type_]


def _annotations(function: ast.FunctionDef) -> tuple[str, str]:
    """Return the annotations of a function's first parameter and return value, or empty strings."""
    first = [*function.args.posonlyargs, *function.args.args][:1]
    takes = first[0].annotation if first else None
    return ast.unparse(takes) if takes else "", ast.unparse(function.returns) if function.returns else ""


def _files(kind: Kind) -> list[Path]:
    places = [PACKAGE / place for place in kind.places]
    found = [sorted(place.glob("*.py")) if place.is_dir() else [place] for place in places]
    return [path for paths in found for path in paths if path.is_file()]


def _reject_duplicate(kind: Kind, name: str, first: Path, second: Path) -> NoReturn:
    places = (
        f"two functions of {display_path(first)}"
        if first == second
        else f"{display_path(first)} and {display_path(second)}"
    )
    advice = "rename or delete one (files in a subfolder `shared` are not searched)"
    raise UserError(f"{kind.noun} '{name}': {places} define it; {advice}")


def _settings(kind: Kind, path: Path, function: ast.FunctionDef) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the type and default of each keyword-only parameter."""
    types, defaults = {}, {}
    for each, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        place = f"{display_path(path)}: line {each.lineno}: setting '{each.arg}' of {kind.noun} '{function.name}'"
        type_ = ast.unparse(each.annotation) if each.annotation else "none"
        if type_ not in SETTING_TYPES:
            raise UserError(f"{place} has type {type_}; write one of {', '.join(SETTING_TYPES)}")
        types[each.arg] = SETTING_TYPES[type_]
        if default is not None:
            try:
                defaults[each.arg] = ast.literal_eval(default)
            except ValueError:
                raise UserError(f"{place} has default {ast.unparse(default)}; write the value itself") from None
    return types, defaults
