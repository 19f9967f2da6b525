"""Make the report through DVC, or by Snakemake alone where there is no git repository."""

from pathlib import Path

from groundwork.core.errors import run_script
from groundwork.running.dvc_run import reproduce


def main() -> None:
    """Run both stages of dvc.yaml, with their own lines on the terminal and none of DVC's but what it refuses."""
    reproduce(Path())


if __name__ == "__main__":
    run_script(main)
