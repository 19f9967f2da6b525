"""Make one study's tables from its records."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/tables/<study>/*.csv and their receipt."""
    from pathlib import Path

    from groundwork.tables.shared.files import write_tables
    from groundwork.tables.shared.results import read_study

    study, pipeline = arguments.values["study"], arguments.open_pipeline()
    with pipeline.run_step(f"tabulate.{study}", arguments.values["key"]) as outputs:
        outputs += write_tables(Path(), read_study(Path(), pipeline.plan, study))
    return f"{study}: {len(outputs)} tables"


if __name__ == "__main__":
    run_job(main, required=["study", "key"], libraries=REPORT_LIBRARIES)
