"""The command-line interface that all jobs share: parse arguments, call one function, print one line.

Every job's process loads this, so it imports little at the top.
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

INTERRUPTED = "interrupted"  # a job's message after Ctrl-C
INSIDE_FORK = "GROUNDWORK_INSIDE_FORK"
# What most jobs import, which a fork server preimports: third-party modules, and our own from the run's snapshot.
COMMON_LIBRARIES = (
    *("filelock", "importlib.metadata", "numpy.typing", "ruamel.yaml", "yaml"),
    *(
        f"pydantic.{part}"
        for part in ("fields", "functional_validators", "main", "plugin._loader", "type_adapter", "types")
    ),
)
OUR_COMMON = ("groundwork.running.plan_cache", "groundwork.running.pipeline")
TRAINING_LIBRARIES = (
    *("torch", "torch._dynamo", "torch.utils.flop_counter", "sklearn.ensemble", *COMMON_LIBRARIES, *OUR_COMMON),
    *(f"groundwork.jobs.{job}" for job in ("recording", "train", "fit", "measure", "check")),
)
REPORT_LIBRARIES = (
    *("pandas", "scipy.special", "matplotlib.figure", "jinja2", *COMMON_LIBRARIES, *OUR_COMMON),
    *("groundwork.tables.shared.files", "groundwork.figures.shared.files"),
)


class Arguments(NamedTuple):
    """A job's command-line arguments by name; the pipeline comes from the plan cache."""

    values: dict[str, str]

    def open_pipeline(self) -> "Pipeline":
        """Return the pipeline planned at the start of the run; raises UserError if no run started this job."""
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
    """Call `main` with the job's arguments and print the line it returns; on UserError, print it and exit with 1.

    `required` lists required arguments, `defaults` optional ones. With `libraries`, a job of a run executes in the
    run's fork server, which has already imported them. A lack of memory, disk space, permissions, files or processes
    also ends the job with one line, Ctrl-C with one word. The job exits when its run ends.
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
    pin(os.environ)  # before numpy or torch is imported, and for the fork server, which inherits the environment
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
    """Raise UserError if the script and the imported package are in different project folders."""
    folder = os.path.realpath(script).rpartition("/workflow/scripts/")[0]
    imported = os.path.realpath(__file__).rpartition("/src/")[0]
    if folder and folder != imported:
        problem = f"{script}: belongs to {folder}, but Python imports the package from {imported}"
        raise UserError(f"{problem}; prefix the command with PYTHONPATH={folder}/src")


def _remove_script_folder_from_path(script: str) -> None:
    """Prevent imports of the scripts: they have the names of their rules, and `tabulate` is also a library."""
    from pathlib import Path

    if Path(script).is_file() and Path(sys.path[0]).resolve() == Path(script).parent.resolve():
        del sys.path[0]


def _parser(description: str | None, required: Sequence[str], defaults: Mapping[str, str]) -> "ArgumentParser":
    from argparse import ArgumentParser

    parser = ArgumentParser(description=description)
    for name in required:
        parser.add_argument(f"--{name}", required=True)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", default=default, help=f"default: {default or 'none'}")
    return parser
