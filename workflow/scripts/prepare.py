"""Convert one dataset's verified raw files into arrays for training."""

from pathlib import Path

from groundwork.config.suggestions import suggestion
from groundwork.core.errors import UserError
from groundwork.dataset.origins import ORIGINS
from groundwork.jobs.preparing import prepare_planned
from groundwork.running.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write data/prepared/<dataset>-<digest>.npz."""
    name = arguments.values["dataset"]
    if name not in ORIGINS:
        raise UserError(f"--dataset {name}: no such dataset{suggestion(name, ORIGINS)}")
    origin = ORIGINS[name]
    prepare_planned(name, arguments.values["digest"], Path())
    sizes = f"{origin.train_images:,} {origin.example}s to train on, {origin.test_images:,} to test"
    return f"{origin.title}: {sizes}, verified"


if __name__ == "__main__":
    run_job(main, required=["dataset", "digest"])
