"""The snapshot of the source: complete, named by content, and imported by the run."""

import os
import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from groundwork.running.plan_cache import SOURCE_CACHE
from workflow.snapshot import SNAPSHOTS, enter_snapshot, take_snapshot

REPOSITORY = Path(__file__).parents[2]
MODULE = Path("src", "groundwork", "core", "errors.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a small source."""
    for name, text in {
        "Snakefile": "rule all:\n",
        "report/content/claims.yaml": "[]\n",
        "src/groundwork/__init__.py": '"""A package."""\n',
        "src/groundwork/core/__init__.py": '"""A room."""\n',
        "src/groundwork/core/errors.py": "VALUE = 1\n",
        "src/groundwork/__pycache__/errors.cpython-311.pyc.1234": "being written",
        "workflow/scripts/train.py": "",
        "params.yaml": "budget: quick\n",
    }.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "project"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_snapshot_contains_only_the_source(root: Path, tmp_path: Path) -> None:
    snapshot = take_snapshot(root, tmp_path / "shelf")

    source = files(root)
    del source["params.yaml"], source["src/groundwork/__pycache__/errors.cpython-311.pyc.1234"]
    assert {name: text for name, text in files(snapshot).items() if "__pycache__" not in name} == source
    assert snapshot.parent == tmp_path / "shelf"


def test_snapshot_is_identified_by_content(root: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    first = take_snapshot(root, shelf)
    (root / MODULE).write_text("VALUE = 2\n", encoding="utf-8")
    second = take_snapshot(root, shelf)
    (root / MODULE).write_text("VALUE = 1\n", encoding="utf-8")
    # Not written again, though its bytecode is just being written.
    (first / MODULE.parent / "__pycache__" / "errors.cpython-311.pyc.99").touch()
    moment = (first / MODULE).stat().st_mtime_ns

    assert take_snapshot(root, shelf) == first != second
    assert (first / MODULE).stat().st_mtime_ns == moment
    assert [(each / MODULE).read_text(encoding="utf-8") for each in (first, second)] == ["VALUE = 1\n", "VALUE = 2\n"]


@pytest.mark.parametrize(
    "damage",
    ["altered", "missing", "added", "link", "file in its place", "bytecode cut", "bytecode altered", "bytecode a pipe"],
)
def test_damaged_snapshot_is_replaced(root: Path, tmp_path: Path, damage: str) -> None:
    snapshot = take_snapshot(root, tmp_path / "shelf")
    before, file = files(snapshot), snapshot / MODULE
    bytecode = Path(cache_from_source(str(file)))
    if damage == "added":
        (snapshot / "src" / "groundwork" / "more.py").write_text("", encoding="utf-8")
    elif damage == "file in its place":
        shutil.rmtree(snapshot)
        snapshot.write_text("", encoding="utf-8")
    elif damage == "bytecode a pipe":
        bytecode.unlink()
        os.mkfifo(bytecode)
    elif damage.startswith("bytecode"):
        content = bytecode.read_bytes()
        bytecode.chmod(0o644)
        bytecode.write_bytes(content[:30] if damage == "bytecode cut" else content.replace(b"VALUE", b"OTHER"))
    else:
        file.unlink()
    if damage == "altered":
        file.write_text("VALUE = 3\n", encoding="utf-8")
    elif damage == "link":
        file.symlink_to("nowhere")

    assert files(take_snapshot(root, tmp_path / "shelf")) == before


def test_python_uses_snapshot_bytecode_and_writes_none(root: Path, tmp_path: Path) -> None:
    snapshot = take_snapshot(root, tmp_path / "shelf")
    before = files(snapshot)

    code = "from groundwork.core import errors; print(errors.VALUE, errors.__cached__)"
    environment = {"PYTHONPATH": str(snapshot / "src")}
    done = subprocess.run(
        [sys.executable, "-v", "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    bytecode = cache_from_source(str(snapshot / MODULE))
    assert done.stdout == f"1 {bytecode}\n"
    assert f"# code object from '{bytecode}'" in done.stderr
    assert files(snapshot) == before


IMPORTS = """
import sys
from pathlib import Path
import groundwork  # from wherever it is installed
sys.path.insert(0, {folder!r})
from snapshot import enter_snapshot
snapshot = enter_snapshot(Path({root!r}))
import groundwork.core.errors
import subprocess
job = [sys.executable, "-c", "import groundwork.core.errors; print(groundwork.core.errors.__file__)"]
print(groundwork.core.errors.__file__, subprocess.check_output(job, text=True), snapshot, sep="\\n")
"""


def test_the_run_and_its_jobs_import_the_package_from_the_snapshot(root: Path, tmp_path: Path) -> None:
    code = IMPORTS.format(folder=str(REPOSITORY / "workflow"), root=str(root))
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src"), "PYTHONSAFEPATH": "1"}

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )

    run, job, _, snapshot = done.stdout.splitlines()
    assert run == job == str(tmp_path / snapshot / MODULE)
    assert Path(snapshot).parent == SNAPSHOTS == SOURCE_CACHE


def test_unwritable_snapshot_is_one_line_error(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".snakemake").write_text("", encoding="utf-8")

    with pytest.raises(SystemExit) as end:
        enter_snapshot(root)

    assert end.value.code == (
        f"{SNAPSHOTS}/{take_snapshot(root, tmp_path / 'shelf').name}: Not a directory; the run copies its source "
        "there; fix this and run again"
    )


def test_invalid_python_is_one_line_per_file(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (root / MODULE).write_text("VALUE = 1\ndef broken(:\n", encoding="utf-8")
    (root / "workflow" / "scripts" / "train.py").write_bytes(b"\0")

    with pytest.raises(SystemExit) as end:
        enter_snapshot(root)

    first, second = str(end.value.code).splitlines()
    assert first == f"{MODULE}: line 2: invalid syntax; fix it there, or restore the file"
    assert second.startswith("workflow/scripts/train.py: ")
    assert "null bytes" in second
    assert not list((tmp_path / SNAPSHOTS).glob("*"))


def test_folder_with_braces_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        enter_snapshot(tmp_path / "a{b}c")

    told = "Snakemake treats braces as wildcards; move the project to a path without braces"
    assert end.value.code == f"{tmp_path / 'a{b}c'}: {told}"
