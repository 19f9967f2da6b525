"""Make one study's tables from its records."""

from pathlib import Path

from groundwork.command_line import Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/tables/<study>/*.csv and the receipt for them."""
    from groundwork.pipeline import open_pipeline
    from groundwork.results import read_study
    from groundwork.tables._files import write_tables

    pipeline = open_pipeline(Path(), arguments.params, arguments.budget, arguments.stand_ins)
    study = arguments.own["study"]
    with pipeline.making(f"tabulate.{study}") as outputs:
        outputs += write_tables(Path(), read_study(Path(), pipeline.plan, study))
    return f"{study}: {len(outputs)} tables"


if __name__ == "__main__":
    run_job(main, own=["study"], libraries=["pandas", "scipy.stats", "matplotlib.figure", "jinja2", "pydantic", "ruamel.yaml"])
