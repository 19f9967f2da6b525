"""Compare the report with the previous one."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/changes.html, store the current state for the next comparison, and write the receipt."""
    from pathlib import Path

    from groundwork.changes.page import write_changes_page
    from groundwork.core.identity import SOURCE

    pipeline = arguments.open_pipeline()
    with pipeline.run_step("compare", arguments.values["key"]) as outputs:
        written = write_changes_page(Path(), SOURCE, pipeline.plan)
        outputs += written.paths
    return written.summary


if __name__ == "__main__":
    run_job(main, required=["key"], libraries=REPORT_LIBRARIES)
