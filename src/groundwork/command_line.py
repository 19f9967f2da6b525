"""The command line that all jobs share: arguments in, one function called, one line out."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from groundwork.errors import UserError
from groundwork.warm import run_warm

if TYPE_CHECKING:
    from groundwork.pipeline import Pipeline

INSIDE_WARM = "GROUNDWORK_INSIDE_WARM"
# What the jobs on each side of the house import from others, for the warm process to have behind it.
COMMON_LIBRARIES = ("numpy", "pydantic", "ruamel.yaml", "filelock")
TRAINING_LIBRARIES = ("torch", "torch._dynamo", *COMMON_LIBRARIES)
REPORT_LIBRARIES = ("pandas", "scipy.stats", "matplotlib.figure", "jinja2", *COMMON_LIBRARIES)


@dataclass(frozen=True)
class Arguments:
    """What a job was told: the parameters' file, the budget, stand-ins for datasets, and its own arguments."""

    params: Path
    budget: str | None
    stand_ins: dict[str, str]
    own: dict[str, str]

    def open_pipeline(self) -> "Pipeline":
        """Return the pipeline that these arguments describe, in the present folder."""
        # Imported here so that a job that moves to the warm process does not pay for it first.
        from groundwork.pipeline import open_pipeline

        return open_pipeline(Path(), self.params, self.budget, self.stand_ins)


def run_job(main: Callable[[Arguments], str], own: Sequence[str] = (), libraries: Sequence[str] = ()) -> None:
    """Call `main` with the job's arguments and print the line it returns; UserError ends it with its message, status 1.

    With `libraries` and a warm process, the job runs there: the libraries are then imported already.
    """
    parsed = _parser(main.__doc__, own).parse_args()
    _forget_the_folder_of(Path(sys.argv[0]))
    if parsed.warm and libraries and INSIDE_WARM not in os.environ:
        os.environ[INSIDE_WARM] = "1"
        status = run_warm(parsed.warm, libraries)
        if status is not None:
            sys.exit(status)
    arguments = Arguments(
        params=parsed.params,
        budget=parsed.budget,
        stand_ins=dict(each.split("=", 1) for each in parsed.stand_in),
        own={name: getattr(parsed, name) for name in own},
    )
    try:
        print(main(arguments))  # noqa: T201
    except UserError as error:
        sys.exit(str(error))


def _forget_the_folder_of(script: Path) -> None:
    """Keep imports from finding the scripts: they are named as their rules, and `tabulate` is a library's name too."""
    if script.is_file() and Path(sys.path[0]).resolve() == script.parent.resolve():
        del sys.path[0]


def _parser(description: str | None, own: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--params", type=Path, default=Path("params.yaml"), help="the file that holds every choice")
    parser.add_argument("--budget", help="a budget of that file, in place of the one it names")
    parser.add_argument("--stand-in", action="append", default=[], help="NAME=OTHER: the dataset used in place of NAME")
    parser.add_argument("--warm", type=Path, help="where a process listens that has the slow imports behind it")
    for name in own:
        parser.add_argument(f"--{name}", required=True)
    return parser
