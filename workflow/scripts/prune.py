"""Delete the records that no run with the current params.yaml and source would use."""

from pathlib import Path

from groundwork.running.command_line import Arguments, run_job
from groundwork.running.pruning import prune


def main(arguments: Arguments) -> str:
    """Keep the records of every possible budget, dataset and device, and delete all others."""
    return prune(Path(), Path(arguments.values["params"]))


if __name__ == "__main__":
    run_job(main, defaults={"params": "params.yaml"})
