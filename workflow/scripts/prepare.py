"""Turn one dataset's verified raw files into the arrays that training reads."""

from pathlib import Path

from groundwork.command_line import Arguments, run_job
from groundwork.dataset.origins import ORIGINS
from groundwork.dataset.preparation import prepare


def main(arguments: Arguments) -> str:
    """Write data/prepared/<dataset>-<digest>.npz."""
    origin = ORIGINS[arguments.own["dataset"]]
    prepare(origin.name, Path())
    return f"{origin.title}: {origin.train_images:,} images to train on and {origin.test_images:,} to test, verified"


if __name__ == "__main__":
    run_job(main, own=["dataset"])
