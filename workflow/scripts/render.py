"""Render the report and its provenance from tables, facts, verdicts, figures and content."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write the report, its provenance and their receipt, and delete tables and figures that are no longer planned."""
    from pathlib import Path

    from groundwork.core.identity import SOURCE
    from groundwork.report.files import write_report

    pipeline = arguments.open_pipeline()
    with pipeline.run_step("render", arguments.values["key"]) as outputs:
        outputs += write_report(Path(), SOURCE, pipeline.plan)
    pipeline.delete_unplanned()
    return ", ".join(f"{path}, {path.stat().st_size / 1e6:.1f} MB" for path in outputs)


if __name__ == "__main__":
    run_job(main, required=["key"], libraries=REPORT_LIBRARIES)
