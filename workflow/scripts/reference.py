"""Keep this run's facts, verdicts, pages and records as the reference."""

from groundwork.running.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Copy the results to reference/, with the commits and the machine they are from."""
    from pathlib import Path

    from groundwork.reference.files import keep_reference
    from groundwork.reference.records import archive_records
    from groundwork.running.keys import library_versions

    plan = arguments.open_pipeline().plan
    kept, archives = keep_reference(Path(), plan, library_versions()), archive_records(Path(), plan)
    return f"{', '.join(map(str, kept))} and {len(archives)} archives of records"


if __name__ == "__main__":
    run_job(main)
