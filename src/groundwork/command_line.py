"""The command line that all jobs share: arguments in, one function called, one line out.

Like `warm`, this is loaded by each job's own process: it imports little, and the rest where it is needed.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from groundwork.errors import UserError
from groundwork.warm import run_warm

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from groundwork.pipeline import Pipeline

INTERRUPTED = "interrupted"  # a job's last word after Ctrl-C
WARM = "GROUNDWORK_WARM"
INSIDE_WARM = "GROUNDWORK_INSIDE_WARM"
# What the jobs on each side of the house import from others, for the warm process to have behind it.
COMMON_LIBRARIES = (
    *("filelock", "importlib.metadata", "numpy.typing", "ruamel.yaml"),
    *(
        f"pydantic.{part}"
        for part in ("fields", "functional_validators", "main", "plugin._loader", "type_adapter", "types")
    ),
)
TRAINING_LIBRARIES = ("torch", "torch._dynamo", "torch.utils.flop_counter", "sklearn.ensemble", *COMMON_LIBRARIES)
REPORT_LIBRARIES = ("pandas", "scipy.special", "matplotlib.figure", "jinja2", *COMMON_LIBRARIES)


class Arguments(NamedTuple):
    """What a job was told on its command line, by name; what the run's start decided, it has kept for its jobs."""

    own: dict[str, str]

    def open_pipeline(self) -> "Pipeline":
        """Return the pipeline that the run's start has planned; UserError where no run has started this job."""
        from pathlib import Path

        from groundwork.keeping import handed_over

        pipeline: Pipeline = handed_over(Path())
        return pipeline


def run_job(
    main: Callable[[Arguments], str],
    own: Sequence[str] = (),
    libraries: Sequence[str] = (),
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Call `main` with the job's arguments and print the line it returns; UserError ends it with its message, status 1.

    `own` names the arguments that it needs, `defaults` those that may be left out. With `libraries` and a warm process,
    the job runs there: the libraries are then imported already. Ctrl-C ends it with one word.
    """
    try:
        _run_job(main, own, libraries, defaults)
    except UserError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run_job(
    main: Callable[[Arguments], str], own: Sequence[str], libraries: Sequence[str], defaults: Mapping[str, str]
) -> None:
    if libraries and WARM in os.environ and INSIDE_WARM not in os.environ:
        os.environ[INSIDE_WARM] = "1"
        status = run_warm(os.environ[WARM], libraries)
        if status is not None:
            sys.exit(status)
    parser = _parser(main.__doc__, own, defaults)
    arguments = Arguments(vars(parser.parse_args()))
    _forget_the_folder_of(sys.argv[0])
    print(main(arguments))  # noqa: T201


def _forget_the_folder_of(script: str) -> None:
    """Keep imports from finding the scripts: they are named as their rules, and `tabulate` is a library's name too."""
    from pathlib import Path

    if Path(script).is_file() and Path(sys.path[0]).resolve() == Path(script).parent.resolve():
        del sys.path[0]


def _parser(description: str | None, own: Sequence[str], defaults: Mapping[str, str]) -> "ArgumentParser":
    from argparse import ArgumentParser

    parser = ArgumentParser(description=description)
    for name in own:
        parser.add_argument(f"--{name}", required=True)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", default=default, help=f"{default or 'none'} where it is left out")
    return parser
