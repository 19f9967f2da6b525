"""Render the document for Quarto to HTML, PDF and Word."""

from groundwork.running.command_line import Arguments, run_job


def main(_: Arguments) -> str:
    """Call Quarto on results/report.qmd, once for each format."""
    from pathlib import Path

    from groundwork.exports.quarto import publish

    return ", ".join(map(str, publish(Path())))


if __name__ == "__main__":
    run_job(main)
