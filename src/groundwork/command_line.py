"""The command line that all jobs share: arguments in, one function called, one line out.

Like `warm`, this is loaded by each job's own process: it imports little, and the rest where it is needed.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from groundwork.errors import UserError
from groundwork.processor import pin
from groundwork.warm import run_warm

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from groundwork.pipeline import Pipeline

INTERRUPTED = "interrupted"  # a job's last word after Ctrl-C
WARM = "--warm"
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
    """What a job was told: parameters' file, budget, stand-ins for datasets, kind of device, its own arguments."""

    params: "Path"
    budget: str | None
    stand_ins: dict[str, str]
    device: str | None
    own: dict[str, str]

    def open_pipeline(self) -> "Pipeline":
        """Return the pipeline that these arguments describe, in the present folder."""
        from pathlib import Path

        from groundwork.starting import open_pipeline

        return open_pipeline(Path(), self.params, self.budget, self.stand_ins, self.device)


def run_job(main: Callable[[Arguments], str], own: Sequence[str] = (), libraries: Sequence[str] = ()) -> None:
    """Call `main` with the job's arguments and print the line it returns; UserError ends it with its message, status 1.

    With `libraries` and a warm process, the job runs there: the libraries are then imported already. Ctrl-C ends it
    with one word.
    """
    try:
        _run_job(main, own, libraries)
    except UserError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run_job(main: Callable[[Arguments], str], own: Sequence[str], libraries: Sequence[str]) -> None:
    pin(os.environ)  # before anything that computes is imported, and for the warm process, which inherits it
    if libraries and WARM in sys.argv[1:-1] and INSIDE_WARM not in os.environ:
        os.environ[INSIDE_WARM] = "1"
        status = run_warm(sys.argv[sys.argv.index(WARM) + 1], libraries)
        if status is not None:
            sys.exit(status)
    print(main(_parsed(main.__doc__, own)))  # noqa: T201


def _parsed(description: str | None, own: Sequence[str]) -> Arguments:
    parsed = _parser(description, own).parse_args()
    _forget_the_folder_of(sys.argv[0])
    return Arguments(
        params=parsed.params,
        budget=parsed.budget,
        stand_ins=dict(map(_stand_in, parsed.stand_in)),
        device=parsed.device,
        own={name: getattr(parsed, name) for name in own},
    )


def _stand_in(told: str) -> tuple[str, str]:
    name, sign, other = told.partition("=")
    if not (name and sign and other):
        raise UserError(f"--stand-in {told}: expected NAME=OTHER, two datasets, such as mnist=digits")
    return name, other


def _forget_the_folder_of(script: str) -> None:
    """Keep imports from finding the scripts: they are named as their rules, and `tabulate` is a library's name too."""
    from pathlib import Path

    if Path(script).is_file() and Path(sys.path[0]).resolve() == Path(script).parent.resolve():
        del sys.path[0]


def _parser(description: str | None, own: Sequence[str]) -> "ArgumentParser":
    from argparse import ArgumentParser
    from pathlib import Path

    parser = ArgumentParser(description=description)
    parser.add_argument("--params", type=Path, default=Path("params.yaml"), help="the file that holds every choice")
    parser.add_argument("--budget", help="a budget of that file, in place of the one it names")
    parser.add_argument("--stand-in", action="append", default=[], help="NAME=OTHER: the dataset used in place of NAME")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="what trains, in place of what is found here")
    parser.add_argument(WARM, help="where a process listens that has the slow imports behind it")
    for name in own:
        parser.add_argument(f"--{name}", required=True)
    return parser
