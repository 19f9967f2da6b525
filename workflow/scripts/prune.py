"""Delete the records that no run with the present params.yaml and source would use."""

from pathlib import Path

from groundwork.command_line import Arguments, run_job
from groundwork.errors import UserError
from groundwork.pruning import prune


def main(arguments: Arguments) -> str:
    """Keep the records of every budget, dataset and device that a run may have, and delete all others."""
    if arguments.budget or arguments.stand_ins or arguments.device:
        raise UserError("--budget, --stand-in, --device: the records of all of them are kept; leave it out")
    return prune(Path(), arguments.params)


if __name__ == "__main__":
    run_job(main)
