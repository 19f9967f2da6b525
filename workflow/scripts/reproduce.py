"""Make the report through DVC, or with Snakemake alone if there is no git repository."""

from pathlib import Path

from groundwork.core.errors import run_script
from groundwork.running.dvc_run import reproduce


def main() -> None:
    """Run both stages of dvc.yaml; shows their output, and of DVC's only its errors."""
    reproduce(Path())


if __name__ == "__main__":
    run_script(main)
