"""Draw one study's figures from its tables."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/figures/<study>/*.svg and *.csv, and their receipt."""
    from pathlib import Path

    from groundwork.figures.shared.context import study_context
    from groundwork.figures.shared.files import write_figures
    from groundwork.tables.shared.files import read_tables

    study, pipeline = arguments.values["study"], arguments.open_pipeline()
    with pipeline.run_step(f"draw.{study}", arguments.values["key"]) as outputs:
        figures, context = pipeline.plan.studies[study].figures, study_context(Path(), pipeline.plan, study)
        outputs += write_figures(Path(), study, figures, read_tables(Path(), study), context)
    return f"{study}: {', '.join(figures) or 'no figures'}"


if __name__ == "__main__":
    run_job(main, required=["study", "key"], libraries=REPORT_LIBRARIES)
