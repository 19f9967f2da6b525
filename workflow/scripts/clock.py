"""Render the page of timings."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/timings.html and the receipt for it."""
    from pathlib import Path

    from groundwork.core.identity import SOURCE
    from groundwork.timing.page.page import write_timings_page

    pipeline = arguments.open_pipeline()
    with pipeline.run_step("clock", arguments.values["key"]) as outputs:
        outputs += write_timings_page(Path(), SOURCE, pipeline.plan)
    return f"{outputs[0]}, which differs from run to run"


if __name__ == "__main__":
    run_job(main, required=["key"], libraries=REPORT_LIBRARIES)
