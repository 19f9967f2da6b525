"""What an addition costs: the files of source that it touches, counted while a sample of it is added to a copy."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from groundwork.core.identity import PACKAGE
from tests.architecture.source import ROOT

MOST_FILES = 4
EDITED = ("planning/specs.py", "config/schema.py", "training/run.py", "training/loop.py")
"""Where a setting of training is declared, checked, handed on and used."""


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


def test_a_setting_of_a_variant_touches_four_files(tmp_path: Path) -> None:
    """Gradients clipped by value, as torch has it, beside those clipped by norm; all else is found in the spec."""
    package = tmp_path / "src" / "groundwork"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in EDITED:
        text = (package / name).read_text(encoding="utf-8")
        (package / name).write_text(copied_lines(text, "clip_norm", "clip_value"), encoding="utf-8")
    params = (ROOT / "tests" / "data" / "tiny.yaml").read_text(encoding="utf-8")
    params = params.replace("  clip_norm: null\n", "  clip_norm: null\n  clip_value: null\n")
    params = params.replace("learning_rate: [1e-1, 1e-2, 1e-3]", "clip_value: [null, 1e-4]", 1)
    (tmp_path / "params.yaml").write_text(params, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "tests.architecture.using_a_setting", str(tmp_path), "clip_value", "1e-4"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["column"] == [0.0] * 3 + [1e-4] * 3
    assert found["losses"] == 4
    assert found["selected"] == {"left": 2, "right": 2}
    assert found["labels"] == ["no clip value", "clip value 0.0001"]
    copies = {path: PACKAGE / path.relative_to(package) for path in package.rglob("*.py")}
    edited = [path for path, source in copies.items() if path.read_bytes() != source.read_bytes()]
    assert 0 < len(edited) <= MOST_FILES
