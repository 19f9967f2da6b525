"""What an addition costs: the files of source that it touches, counted while a sample of it is added to a copy."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.identity import PACKAGE
from tests.architecture.source import ROOT

SETTING = ("planning/specs.py", "config/schema.py", "training/run.py", "training/loop.py")
"""Where a setting of training is declared, checked, handed on and used."""
METRIC = ("core/metrics.py", "tables/shared/training_metrics.py")
"""Where a metric of a run is declared and computed."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, beside parameters whose only study varies how gradients are clipped."""
    package = tmp_path / "src" / "groundwork"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    params = (ROOT / "tests" / "data" / "tiny.yaml").read_text(encoding="utf-8")
    params = params.replace("learning_rate: [1e-1, 1e-2, 1e-3]", "clip_norm: [null, 1e-4]", 1)
    (tmp_path / "params.yaml").write_text(params, encoding="utf-8")
    return package


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def edited(package: Path) -> list[str]:
    """Return the files of a copy that are no longer what they were."""
    names = [path.relative_to(package) for path in package.rglob("*.py")]
    return [str(name) for name in names if (package / name).read_bytes() != (PACKAGE / name).read_bytes()]


def used(package: Path, setting: str, metric: str) -> dict[str, Any]:
    """Return what a study makes of a setting and a metric with the source of a copy."""
    folder = package.parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "tests.architecture.small_study", str(folder), setting, "1e-4", metric],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(package.parent)},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def copied_lines(text: str, old: str, new: str) -> str:
    """Return a text in which each run of lines that name `old` is followed by the same lines about `new`."""
    lines, found, run = text.splitlines(keepends=True), [], list[str]()
    for line in [*lines, ""]:
        if old in line:
            run.append(line)
        else:
            found += [*run, *(each.replace(old, new).replace("grad_norm_", "grad_value_") for each in run), line]
            run = []
    return "".join(found)


def test_a_setting_of_a_variant_touches_four_files(package: Path) -> None:
    """Gradients clipped by value, as torch has it, beside those clipped by norm; all else is found in the spec."""
    for name in SETTING:
        edit(package / name, lambda text: copied_lines(text, "clip_norm", "clip_value"))
    edit(package.parents[1] / "params.yaml", lambda text: text.replace("clip_norm: [", "clip_value: ["))
    edit(package.parents[1] / "params.yaml", lambda text: copied_lines(text, "clip_norm", "clip_value"))

    found = used(package, "clip_value", "test_loss")

    assert found["settings"] == [0.0] * 4 + [1e-4] * 4
    (one, other) = (set(values.values()) for values in found["values"])
    assert one.isdisjoint(other), "the setting does nothing"
    assert found["labels"] == ["no clip value", "clip value 0.0001"]
    assert sorted(edited(package)) == sorted(SETTING)
    assert len(SETTING) <= 4


def test_a_metric_is_one_entry_and_the_line_that_computes_it(package: Path) -> None:
    entry, line = '    Metric("kept_epoch",', '        "kept_epoch": '
    named = '    Metric("half_of_the_epochs", "epochs", "neither", decimals=2),\n'
    edit(package / METRIC[0], lambda text: text.replace(entry, named + entry))
    edit(package / METRIC[1], lambda text: text.replace(line, '        "half_of_the_epochs": last.epoch / 2,\n' + line))

    found = used(package, "clip_norm", "half_of_the_epochs")

    assert [set(values.values()) for values in found["values"]] == [{1.0}, {1.0}]
    assert found["units"] == ["epochs"]
    assert sorted(edited(package)) == sorted(METRIC)
