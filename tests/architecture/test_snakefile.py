"""The Snakefile is a table of contents: rules, their files, one script each, and nothing that computes."""

import inspect
import re

import pytest
from snakemake.scheduling.job_scheduler import JobScheduler

from tests.architecture.source import ROOT, SCRIPTS

SNAKEFILE = (ROOT / "Snakefile").read_text(encoding="utf-8")
RULES = dict(re.findall(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", SNAKEFILE, flags=re.MULTILINE | re.DOTALL))
TARGETS = """\
for study in pipeline.plan.studies:

    rule:
        name:
            f"study_{study}"
        input:
            pipeline.targets_of(study),
"""
WORKING = {name: body for name, body in RULES.items() if name != "all"}


def test_rules_are_those_of_the_design_in_order() -> None:
    assert list(RULES) == [
        "all",
        "prepare",
        "train",
        "tabulate",
        "draw",
        "judge",
        "render",
        "export",
        "publish",
        "reference",
        "compare",
        "time",
        "clock",
    ]


def test_only_study_targets_are_generated_in_a_loop() -> None:
    assert SNAKEFILE.count(f"\n{TARGETS}\n\nrule prepare:\n") == 1


@pytest.mark.parametrize(
    "word", ["def", "for", "while", "if", "lambda", "class", "run", "script", "checkpoint", "open"]
)
def test_snakefile_contains_no_logic(word: str) -> None:
    code = re.sub(r'""".*?"""|"[^"]*"|#.*', "", SNAKEFILE.replace(TARGETS, ""))

    assert re.findall(rf"\b{word}\b", code) == []


@pytest.mark.parametrize("name", WORKING)
def test_every_rule_has_log_environment_and_script(name: str) -> None:
    body = WORKING[name]
    (command,) = re.findall(r"shell:\n\s+'(.*)'", body)
    (log,) = re.findall(r'log:\n\s+"(.*)"', body)

    assert "    conda:\n        ENVIRONMENT\n" in body
    assert log.startswith("results/logs/")
    assert set(re.findall(r"{(\w+)}", log)) == set(re.findall(r"{(\w+)}", body.split("log:")[0]))
    assert command.startswith(f'"$GROUNDWORK_PYTHON" "$GROUNDWORK_SOURCE"/workflow/scripts/{name}.py ')
    assert command.endswith(" &> {log}")
    # What changes from run to run would train everything again, where a profile has Snakemake look at parameters.
    assert "params:" not in body


def test_wildcards_are_used_and_constrained() -> None:
    used = {wildcard for body in WORKING.values() for wildcard in re.findall(r"wildcards\.(\w+)", body)}
    constrained = set(re.findall(r'^    (\w+)="', SNAKEFILE.split("rule all")[0], flags=re.MULTILINE))

    assert used - {"record"} == constrained


def test_every_script_is_used_or_documented() -> None:
    elsewhere = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("dvc.yaml", "Makefile", "README.md"))

    assert [path.stem for path in SCRIPTS if path.stem not in WORKING and f"scripts/{path.name}" not in elsewhere] == []
    assert set(WORKING) <= {path.stem for path in SCRIPTS}


def test_snakemake_still_has_job_rate_limiter() -> None:
    """Where it has another name, the Snakefile sets something that nobody reads, and long runs lose a core to it."""
    assert "if self.job_rate_limiter is not None:" in inspect.getsource(JobScheduler.schedule)
    assert "workflow.scheduler.job_rate_limiter = None" in SNAKEFILE
