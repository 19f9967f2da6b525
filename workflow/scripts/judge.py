"""Judge the claims against the tables of all studies."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/facts.csv, verdicts.csv, horizons.csv and metrics.json, and their receipt."""
    from pathlib import Path

    from groundwork.claims.files import read_claims, write_judgment
    from groundwork.claims.judging import judge
    from groundwork.core.identity import SOURCE
    from groundwork.pages.templates import content_folder
    from groundwork.tables.shared.files import tables_of_studies

    pipeline = arguments.open_pipeline()
    plan, claims = pipeline.plan, read_claims(content_folder(SOURCE) / "claims.yaml")
    with pipeline.run_step("judge", arguments.values["key"]) as outputs:
        judged = judge(tables_of_studies(Path(), plan.studies), claims, plan.params, plan.fallbacks)
        outputs += write_judgment(Path("results"), judged)
    return judged.summary


if __name__ == "__main__":
    run_job(main, required=["key"], libraries=REPORT_LIBRARIES)
