"""Restore the records of the reference run, so that only what changed since is trained again."""

from pathlib import Path

from groundwork.core.formatting import count
from groundwork.reference.records import restore_records
from groundwork.running.command_line import Arguments, run_job


def main(_arguments: Arguments) -> str:
    """Extract what results/records lacks from the archives in reference/records."""
    return f"{count(restore_records(Path()), 'record')} restored from reference/records"


if __name__ == "__main__":
    run_job(main)
