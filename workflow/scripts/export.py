"""Export the report as flash cards, a Quarto document, a printable cheat sheet and a preview picture."""

from groundwork.running.command_line import REPORT_LIBRARIES, Arguments, run_job


def main(arguments: Arguments) -> str:
    """Write results/interview-prep.apkg, report.qmd, cheat-sheet.html and preview.png, and their receipt."""
    from pathlib import Path

    from groundwork.core.identity import SOURCE
    from groundwork.exports.files import write_exports

    pipeline = arguments.open_pipeline()
    with pipeline.run_step("export", arguments.values["key"]) as outputs:
        outputs += write_exports(Path(), SOURCE, pipeline.plan)
    return ", ".join(map(str, outputs))


if __name__ == "__main__":
    run_job(main, required=["key"], libraries=REPORT_LIBRARIES)
