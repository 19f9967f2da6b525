"""Keep this run's facts, verdicts and pages as the reference."""

from groundwork.running.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Copy the results to reference/, with the commits and the machine they are from."""
    from pathlib import Path

    from groundwork.reference.files import keep_reference
    from groundwork.running.keys import library_versions

    written = keep_reference(Path(), arguments.open_pipeline().plan, library_versions())
    return ", ".join(map(str, written))


if __name__ == "__main__":
    run_job(main)
