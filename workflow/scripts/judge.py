"""Judge the claims against all studies' tables."""

from groundwork.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/facts.csv, verdicts.csv and metrics.json, and the receipt for them."""
    from pathlib import Path

    from groundwork.claims.files import read_claims, write_judged
    from groundwork.claims.judging import judge
    from groundwork.tables._files import read_tables

    pipeline = arguments.open_pipeline()
    plan, claims = pipeline.plan, read_claims(Path("report/content/claims.yaml"))
    with pipeline.making("judge", arguments.own["key"]) as outputs:
        tables = {study: read_tables(Path(), study) for study in plan.studies}
        judged = judge(tables, claims, plan.params, plan.stand_ins)
        outputs += write_judged(Path("results"), judged)
    counts = judged.verdicts["verdict"].value_counts(sort=False)
    return f"{len(judged.verdicts)} claims: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


if __name__ == "__main__":
    run_job(main, own=["key"], libraries=REPORT_LIBRARIES)
