"""The command line that all jobs share: arguments in, one function called, one line out.

Like `fork_client`, this is loaded by each job's own process: it imports little, and the rest where it is needed.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from groundwork.core.errors import UserError
from groundwork.core.processor import pin
from groundwork.running.fork_client import run_in_fork
from groundwork.running.liveness import exit_when_run_ends, run_of_job

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from groundwork.running.pipeline import Pipeline

INTERRUPTED = "interrupted"  # a job's last word after Ctrl-C
INSIDE_FORK = "GROUNDWORK_INSIDE_FORK"
# What the jobs on each side of the house import from others, for the fork server to have behind it.
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

    values: dict[str, str]

    def open_pipeline(self) -> "Pipeline":
        """Return the pipeline that the run's start has planned; UserError where no run has started this job."""
        from pathlib import Path

        from groundwork.running.plan_cache import load_exported_plan

        pipeline: Pipeline = load_exported_plan(Path())
        return pipeline


def run_job(
    main: Callable[[Arguments], str],
    required: Sequence[str] = (),
    libraries: Sequence[str] = (),
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Call `main` with the job's arguments and print the line it returns; UserError ends it with its message, status 1.

    `required` names the arguments it needs, `defaults` those that may be left out. With `libraries`, a job of a run is
    run by the run's fork server, which has them imported already. A lack of memory, room, rights, files or processes
    ends it with one line as well, Ctrl-C with one word. When its run ends, so does it.
    """
    try:
        _run_job(main, required, libraries, defaults)
    except UserError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (MemoryError, OSError, RuntimeError, ImportError) as error:
        from groundwork.core.limits import resource_error_message

        reason = resource_error_message(error)
        if reason is None:
            raise
        sys.exit(reason)


def _run_job(
    main: Callable[[Arguments], str], required: Sequence[str], libraries: Sequence[str], defaults: Mapping[str, str]
) -> None:
    _reject_package_from_other_folder(sys.argv[0])
    pin(os.environ)  # before anything that computes is imported, and for the fork server, which inherits it
    run = run_of_job()
    if run:
        exit_when_run_ends(run)
    if run and libraries and INSIDE_FORK not in os.environ:
        os.environ[INSIDE_FORK] = "1"
        status = run_in_fork(run, libraries)
        if status is not None:
            sys.exit(status)
    arguments = Arguments(vars(_parser(main.__doc__, required, defaults).parse_args()))
    _remove_script_folder_from_path(sys.argv[0])
    print(main(arguments), flush=True)  # noqa: T201


def _reject_package_from_other_folder(script: str) -> None:
    """Raise UserError where a script of one folder would run the source of another, which this file is of."""
    folder = os.path.realpath(script).rpartition("/workflow/scripts/")[0]
    imported = os.path.realpath(__file__).rpartition("/src/")[0]
    if folder and folder != imported:
        told = f"{script}: this is of {folder}, but the package that would run is of {imported}"
        raise UserError(f"{told}; write PYTHONPATH={folder}/src before the command")


def _remove_script_folder_from_path(script: str) -> None:
    """Keep imports from finding the scripts: they are named as their rules, and `tabulate` is a library's name too."""
    from pathlib import Path

    if Path(script).is_file() and Path(sys.path[0]).resolve() == Path(script).parent.resolve():
        del sys.path[0]


def _parser(description: str | None, required: Sequence[str], defaults: Mapping[str, str]) -> "ArgumentParser":
    from argparse import ArgumentParser

    parser = ArgumentParser(description=description)
    for name in required:
        parser.add_argument(f"--{name}", required=True)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", default=default, help=f"{default or 'none'} where it is left out")
    return parser
