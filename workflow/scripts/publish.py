"""Render the Quarto document to HTML, PDF and Word."""

from groundwork.running.command_line import Arguments, run_job


def main(_: Arguments) -> str:
    """Run Quarto on results/report.qmd, once per format."""
    from pathlib import Path

    from groundwork.exports.quarto import publish

    return ", ".join(map(str, publish(Path())))


if __name__ == "__main__":
    run_job(main)
