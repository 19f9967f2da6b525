"""Every timing has runnable cases and a docstring."""

import ast
from pathlib import Path

import pytest
import torch

from groundwork.components.catalog import load_function
from groundwork.config.catalog import TIMING, entries
from groundwork.core.identity import parsed
from groundwork.timing.laps import Laps
from groundwork.timing.stopwatch.shared import job as stopwatch_job

TIMINGS = sorted(entries(TIMING))


def test_there_are_timings() -> None:
    assert {"relu_against_sigmoid", "batch_sizes", "optimizer_steps", "networks"} <= set(TIMINGS)


@pytest.mark.parametrize("timing", TIMINGS)
def test_timing_cases_can_run_repeatedly(timing: str, exact: None) -> None:
    cases = load_function(TIMING, timing)()

    assert len(cases) >= 2
    for case in cases.values():
        case()
        case()


@pytest.mark.parametrize("timing", TIMINGS)
def test_timing_has_no_settings_and_a_two_part_docstring(timing: str) -> None:
    entry = entries(TIMING)[timing]
    function = next(
        node for node in parsed(entry.path).body if isinstance(node, ast.FunctionDef) and node.name == timing
    )
    title, blank, *rest = (ast.get_docstring(function) or "").splitlines()

    assert entry.settings == {}
    assert (title[-1], blank, rest[-1][-1]) == (".", "", ".")


def test_timing_record_has_all_cases_and_no_machine_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exact: None
) -> None:
    monkeypatch.setattr("platform.node", lambda: "the-name-of-this-machine")
    monkeypatch.setattr(stopwatch_job, "seconds_by_round", lambda cases: {case: [0.00012345678, 2.0] for case in cases})

    laps = Laps.model_validate_json(
        stopwatch_job.record_laps(tmp_path, "relu_against_sigmoid").read_text(encoding="utf-8")
    )

    assert laps.seconds == {"ReLU": [0.000123457, 2.0], "sigmoid": [0.000123457, 2.0]}
    assert laps.title == "The activation alone: forward and backward for 128 x 1,024 numbers"
    assert laps.explanation.startswith("Nothing else is timed: no weights, no loss. ReLU compares")
    assert laps.machine.cores >= 1
    assert laps.machine.torch == torch.__version__
    assert "the-name-of-this-machine" not in laps.machine.model_dump_json()
