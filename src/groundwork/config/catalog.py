"""The names and settings that source files offer to params.yaml, read without importing them.

Reading instead of importing keeps torch and pandas out of the Snakefile: both cost seconds.
"""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter

from groundwork.config.suggestions import require_name
from groundwork.identity import PACKAGE, parsed


@dataclass(frozen=True)
class Kind:
    """One kind of thing that params.yaml names, with the files and folders whose public functions it may name."""

    noun: str
    places: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"


ESTIMATORS = "estimators.py"
MODEL = Kind("model", ("models", ESTIMATORS))
ACTIVATION = Kind("activation", ("activations.py",))
PREPROCESSING = Kind("preprocessing", ("preprocessing.py",))
AUGMENTATION = Kind("augmentation", ("augmentations.py",))
INITIALIZER = Kind("initializer", ("initializers.py",))
LOSS = Kind("loss", ("losses.py",))
OPTIMIZER = Kind("optimizer", ("optimizers.py",))
SCHEDULE = Kind("schedule", ("schedules.py",))
PROBE = Kind("probe", ("probes.py",))
CHECK = Kind("check", ("checks",))
MEASUREMENT = Kind("measurement", ("measurements",))
TIMING = Kind("timing", ("stopwatch",))
TABLE = Kind("table", ("tables",))
FIGURE = Kind("figure", ("figures",))


def _is_activation(value: str) -> str:
    return require_name(value, ACTIVATION.phrase, entries(ACTIVATION))


PositiveInteger = Annotated[int, Field(ge=1)]
PositiveNumber = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
PositiveFraction = Annotated[float, Field(gt=0, lt=1)]
Activation = Annotated[str, AfterValidator(_is_activation)]
SETTING_TYPES: dict[str, Any] = {
    "int": int,
    "float": float,
    "bool": bool,
    "str": str,
    "PositiveInteger": PositiveInteger,
    "PositiveNumber": PositiveNumber,
    "Fraction": Fraction,
    "PositiveFraction": PositiveFraction,
    "Activation": Activation,
    "tuple[PositiveInteger, ...]": tuple[PositiveInteger, ...],
}


@dataclass(frozen=True)
class Entry:
    """One function of a catalog: where it stands, the type and the default of each keyword-only setting."""

    path: Path
    settings: dict[str, Any]
    defaults: dict[str, Any]

    @property
    def required(self) -> tuple[str, ...]:
        """The settings without a default."""
        return tuple(each for each in self.settings if each not in self.defaults)

    @cached_property
    def adapters(self) -> dict[str, TypeAdapter[Any]]:
        """What checks a value of each setting; made once, as making one takes longer than checking many values."""
        return {name: TypeAdapter(type_) for name, type_ in self.settings.items()}


@cache
def entries(kind: Kind) -> dict[str, Entry]:
    """Return the public functions of a kind by name; a kind without a file has none."""
    return {
        node.name: Entry(path, _settings(node), _defaults(node))
        for path in _files(kind)
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def is_estimator(model: str) -> bool:
    """Return whether a model is one of scikit-learn's, which are fitted in one go."""
    return entries(MODEL)[model].path.name == ESTIMATORS


def _files(kind: Kind) -> list[Path]:
    places = [PACKAGE / place for place in kind.places]
    found = [sorted(place.glob("[!_]*.py")) if place.is_dir() else [place] for place in places]
    return [path for paths in found for path in paths if path.is_file()]


def _settings(function: ast.FunctionDef) -> dict[str, Any]:
    """Return each keyword-only parameter's type; an annotation that is not a setting's type is a defect of ours."""
    arguments = function.args.kwonlyargs
    return {each.arg: SETTING_TYPES[ast.unparse(each.annotation)] for each in arguments if each.annotation}


def _defaults(function: ast.FunctionDef) -> dict[str, Any]:
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return {each.arg: ast.literal_eval(default) for each, default in pairs if default is not None}
