"""The names and settings that source files offer to params.yaml, read without importing them.

Reading instead of importing keeps torch and pandas out of the Snakefile: both cost seconds.
"""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from groundwork.identity import PACKAGE, parsed

PositiveInteger = Annotated[int, Field(ge=1)]
PositiveNumber = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
SETTING_TYPES: dict[str, Any] = {
    "int": int,
    "float": float,
    "bool": bool,
    "str": str,
    "PositiveInteger": PositiveInteger,
    "PositiveNumber": PositiveNumber,
    "Fraction": Fraction,
    "tuple[PositiveInteger, ...]": tuple[PositiveInteger, ...],
}


@dataclass(frozen=True)
class Kind:
    """One kind of thing that params.yaml names, with the file or folder whose functions it may name."""

    noun: str
    place: str

    @property
    def phrase(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"


MODEL = Kind("model", "models.py")
PREPROCESSING = Kind("preprocessing", "preprocessing.py")
INITIALIZER = Kind("initializer", "initializers.py")
OPTIMIZER = Kind("optimizer", "optimizers.py")
SCHEDULE = Kind("schedule", "schedules.py")
PROBE = Kind("probe", "probes.py")
CHECK = Kind("check", "checks.py")
TABLE = Kind("table", "tables")
FIGURE = Kind("figure", "figures")


@dataclass(frozen=True)
class Entry:
    """One function of a catalog: where it stands, the type of each keyword-only setting, those without a default."""

    path: Path
    settings: dict[str, Any]
    required: tuple[str, ...]


@cache
def entries(kind: Kind) -> dict[str, Entry]:
    """Return the public functions of a kind by name; a kind without a file has none."""
    place = PACKAGE / kind.place
    files = sorted(place.glob("[!_]*.py")) if place.is_dir() else [place]
    return {
        node.name: Entry(path, _settings(node), _required(node))
        for path in files
        if path.is_file()
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def _settings(function: ast.FunctionDef) -> dict[str, Any]:
    """Return each keyword-only parameter's type; an annotation that is not a setting's type is a defect of ours."""
    arguments = function.args.kwonlyargs
    return {each.arg: SETTING_TYPES[ast.unparse(each.annotation)] for each in arguments if each.annotation}


def _required(function: ast.FunctionDef) -> tuple[str, ...]:
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return tuple(each.arg for each, default in pairs if default is None)
