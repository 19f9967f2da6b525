"""What is made only where it is asked for: a timing, and the documents of Quarto."""

from tests.workflow.project import Project

QUARTO = """#!/bin/sh
echo "$*" >> quarto.txt
touch "results/interview-report.$4"
"""
TITLE = "The activation alone: forward and backward for 128 x 1,024 numbers"


def test_timing_runs_once_and_is_on_page_of_timings(project: Project) -> None:
    page = project.root / "results" / "timings.html"
    assert TITLE not in page.read_text(encoding="utf-8")
    project.ask_for_timing()

    outcome = project.run_snakemake()

    assert outcome.trained == []
    assert {"time.relu_against_sigmoid", "clock"} <= set(outcome.made)
    assert "time     relu_against_sigmoid: results/timings/relu_against_sigmoid.json" in outcome.output
    assert TITLE in page.read_text(encoding="utf-8")
    assert project.run_snakemake().made == []


def test_publish_calls_quarto_once_per_format(project: Project) -> None:
    project.add_tool("quarto", QUARTO)

    outcome = project.run_snakemake("publish")

    assert outcome.made == ["publish"]
    made = [f"results/interview-report.{name}" for name in ("html", "pdf", "docx")]
    assert f"publish  {', '.join(made)}" in outcome.output
    called = (project.root / "quarto.txt").read_text(encoding="utf-8").splitlines()
    assert called == [f"render results/report.qmd --to {name}" for name in ("html", "pdf", "docx")]
