"""The rules that the report draws are those that Snakemake runs."""

import re

from groundwork.report.rule_graph import TARGET_OF_ALL, rules_in
from tests.workflow.project import REPOSITORY, Project

BY_NAME_ALONE = {"publish"}
# No study of the tiny parameters asks for a timing.
NOT_ASKED_FOR = {"time"}


def test_the_report_s_rules_wait_for_each_other_as_snakemake_s_do(new: Project) -> None:
    printed = new.run_snakemake("--rulegraph").output
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', printed))
    theirs = {(names[start], names[end]) for start, end in re.findall(r"(\d+) -> (\d+)", printed)}

    read = rules_in((REPOSITORY / "Snakefile").read_text(encoding="utf-8"))
    mine = {(need, name) for name, needs in read.items() for need in needs}

    assert set(names.values()) == read.keys() - BY_NAME_ALONE - NOT_ASKED_FOR
    assert len(theirs) > 10
    assert theirs == {edge for edge in mine if not set(edge) & (BY_NAME_ALONE | NOT_ASKED_FOR)}
    assert TARGET_OF_ALL in read
