"""Judge the claims against all studies' tables."""

from pathlib import Path

from groundwork.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/facts.csv, verdicts.csv and metrics.json, and the receipt for them."""
    from groundwork.claims.files import judge_files

    pipeline = arguments.open_pipeline()
    with pipeline.making("judge") as outputs:
        judged = judge_files(Path(), pipeline.plan)
        outputs += judged.files
    return judged.summary


if __name__ == "__main__":
    run_job(main, libraries=REPORT_LIBRARIES)
