"""The rules that the report draws are those that Snakemake runs, and they run wherever the project lies."""

import re
import sys
from pathlib import Path

from groundwork.dataset.paths import prepared_path
from groundwork.report.rule_graph import TARGET_OF_ALL, rules_in
from tests.workflow.project import REPOSITORY, Project

BY_NAME_ALONE = {"publish", "reference"}


def test_rule_graph_of_report_matches_snakemake(new: Project, tmp_path: Path) -> None:
    project = new.copy(tmp_path / "project")
    project.ask_for_timing()
    printed = project.run_snakemake("--rulegraph").output
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', printed))
    edges = {(names[start], names[end]) for start, end in re.findall(r"(\d+) -> (\d+)", printed)}
    theirs = {(start, end) for start, end in edges if start != end}

    read = rules_in((REPOSITORY / "Snakefile").read_text(encoding="utf-8"))
    mine = {(need, name) for name, needs in read.items() for need in needs}

    assert set(names.values()) == read.keys() - BY_NAME_ALONE
    assert len(theirs) > 10
    assert edges - theirs == {("train", "train")}  # some records need others; an arrow to itself would not tell more
    assert theirs == {edge for edge in mine if not set(edge) & BY_NAME_ALONE}
    assert TARGET_OF_ALL in read


def test_job_runs_in_folder_with_space(new: Project, tmp_path: Path) -> None:
    """The clone's own Python, which each job's command begins with, lies there too."""
    project = new.copy(tmp_path / "two words")
    (project.root / ".venv").symlink_to(sys.prefix)
    python = project.root / ".venv" / "bin" / "python"
    project.add_tool("snakemake", f'#!/bin/sh\nexec "{python}" -m snakemake "$@"\n')

    outcome = project.run_snakemake(prepared_path("digits", Path()).as_posix())

    assert outcome.made == ["prepare-digits"]
    assert prepared_path("digits", project.root).is_file()
