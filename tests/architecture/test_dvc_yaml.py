"""dvc.yaml names every file that the report depends on and every section of params.yaml."""

import json
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.catalog import TABLE, entries
from groundwork.config.reading import read_yaml
from groundwork.config.schema import Params
from tests.architecture.source import ROOT, tracked_files

PIPELINE: dict[str, Any] = read_yaml(ROOT / "dvc.yaml")
STAGES: dict[str, dict[str, Any]] = PIPELINE["stages"]
PLOTS = {name: plot for each in PIPELINE["plots"] for name, plot in each.items()}
DEPENDENCIES = STAGES["report"]["deps"]
OUTPUTS = [name for stage in STAGES.values() for each in stage["outs"] for name in each]
# Folders and files that the stages do not read.
APART = {".ci", ".dvc", ".github", "benchmarks", "data", "docs", "tests"}
APART_FILES = {
    *(".dvcignore", ".gitattributes", ".gitignore", ".pre-commit-config.yaml"),
    *("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "dvc.lock", "dvc.yaml", "params.yaml"),
    "pyproject.toml",
}


def test_dvc_yaml_has_two_documented_stages() -> None:
    assert list(STAGES) == ["data", "report"]
    # This folder's source goes before that of the environment, which may be another folder's.
    assert [stage["cmd"] for stage in STAGES.values()] == [
        "env PYTHONPATH=src python -B workflow/scripts/fetch.py",
        "env PYTHONPATH=src snakemake",
    ]


def test_stages_always_run() -> None:
    assert [stage["always_changed"] for stage in STAGES.values()] == [True, True]


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_dependencies_exist_or_are_stage_outputs(name: str) -> None:
    assert (ROOT / name).exists() or name in OUTPUTS


def test_every_input_file_is_below_a_dependency() -> None:
    def is_covered(path: Path) -> bool:
        return any(path == ROOT / name or path.is_relative_to(ROOT / name) for name in DEPENDENCIES)

    files = [path for path in tracked_files() if path.relative_to(ROOT).parts[0] not in APART | APART_FILES]

    assert [path.relative_to(ROOT).as_posix() for path in files if not is_covered(path)] == []
    assert files


def test_report_stage_depends_on_every_params_section() -> None:
    assert STAGES["report"]["params"] == sorted(read_yaml(ROOT / "params.yaml")) == sorted(Params.model_fields)


def test_outputs_are_kept_between_runs() -> None:
    for stage in STAGES.values():
        for each in [*stage["outs"], *stage.get("metrics", [])]:
            assert [settings["persist"] for settings in each.values()] == [True]


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_plot_draws_a_table_or_a_figure_s_data_of_a_study_that_has_it(plot: dict[str, Any]) -> None:
    studies = read_yaml(ROOT / "params.yaml")["studies"]
    for place in map(Path, plot["y"]):
        results, kind, study, _ = place.parts
        assert (results, place.suffix) == ("results", ".csv")
        assert f"{results}/{kind}" in OUTPUTS
        assert place.stem in (entries(TABLE) if kind == "tables" else studies[study]["figures"])
    assert json.loads((ROOT / ".dvc" / "plots" / f"{plot['template']}.json").read_text(encoding="utf-8"))["facet"]


@pytest.mark.parametrize("name", ["results/timings", "results/history", "results/timings.html", "results/changes.html"])
def test_nondeterministic_files_are_not_outputs(name: str) -> None:
    assert name not in OUTPUTS
