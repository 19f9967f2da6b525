"""Imports go down the floors of the house only, and torch and pandas stay on their sides of the bar."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from groundwork.identity import PACKAGE, imported_files
from tests.architecture.source import CODE, PACKAGE_FILES, label, libraries_loaded, modules_loaded, tree

# From the ground up; a file or folder may import those on floors below its own, and nothing beside or above it.
FLOORS = [
    ["errors", "limits"],
    [
        "dvc_parent",
        "fork_server",
        "identity",
        "liveness",
        "locking",
        "privacy",
        "processor",
        "randomness",
        "statistics",
        "choices",
        "templates",
        "writing",
        "cheat_sheet",
        "from_memory",
    ],
    ["repair"],
    [
        "config",
        "dataset",
        "devices",
        "dvc_recovery",
        "fork_client",
        "keeping",
        "laps",
        "receipts",
        "records",
        "rendering",
        "runs",
        "timings",
    ],
    [
        "specs",
        "activations",
        "intact",
        "layers",
        "lone_images",
        "losses",
        "network_sizes",
        "optimizers",
        "preprocessing",
        "schedules",
    ],
    ["expansion", "feasibility", "measurability", "augmentations", "estimators", "initializers", "models", "probes"],
    ["compatibility"],
    ["plan"],
    ["digests", "results"],
    ["keys", "training", "tables"],
    ["checks", "measurements", "stopwatch", "figures", "claims"],
    ["jobs", "pipeline"],
    ["starting", "report"],
    ["changes", "command_line", "dvc_run", "exports", "pruning", "timings_page"],
    ["progress"],
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
LEFT, RIGHT = {"torch", "torchvision"}, {"pandas", "matplotlib", "scipy", "jinja2"}


def part_of(path: Path) -> str:
    """Return the file or folder of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_part_of_the_package_has_its_floor() -> None:
    assert {part_of(path) for path in PACKAGE_FILES} - {"__init__"} == set(FLOOR)


def test_imports_go_down() -> None:
    others = {
        path: {part_of(file) for file in imported_files(path)} - {part_of(path), "__init__"} for path in PACKAGE_FILES
    }

    assert [
        f"{label(path)}: {other}"
        for path in PACKAGE_FILES
        for other in others[path]
        if FLOOR[other] >= FLOOR[part_of(path)]
    ] == []


def test_nothing_loads_both_torch_and_what_the_report_is_made_with() -> None:
    loaded = {label(path): libraries_loaded(path) for path in CODE}

    assert [name for name, libraries in loaded.items() if libraries & LEFT and libraries & RIGHT] == []


def test_the_walk_over_imports_sees_what_is_there() -> None:
    assert libraries_loaded(PACKAGE / "jobs" / "recording.py") >= {"torch", "pydantic"}
    assert libraries_loaded(PACKAGE / "tables" / "runs.py") >= {"pandas"}
    assert "torch" not in libraries_loaded(PACKAGE / "command_line.py")
    assert "groundwork.pipeline" not in modules_loaded(PACKAGE / "command_line.py")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("groundwork.pipeline", ["torch", "torchvision", "pandas", "matplotlib", "scipy", "sklearn", "numpy"]),
        ("groundwork.command_line", ["torch", "pandas", "numpy", "pydantic", "ruamel.yaml"]),
        ("groundwork.fork_client", ["torch", "pandas", "numpy", "pydantic", "filelock"]),
        ("groundwork.processor", ["torch", "numpy", "pathlib", "platform", "subprocess"]),
    ],
)
def test_what_must_start_at_once_loads_nothing_slow(module: str, unwanted: list[str]) -> None:
    """In a process of its own: what is loaded, not what the source seems to say."""
    code = f"import sys, {module}; print([name for name in {unwanted!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_no_import_is_relative_and_a_folder_s_init_is_its_docstring() -> None:
    """The digests of source follow absolute imports, and take an __init__ for empty."""
    nodes = ((path, node) for path in PACKAGE_FILES for node in ast.walk(tree(path)))
    assert [label(path) for path, node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []
    inits = [path for path in PACKAGE_FILES if path.name == "__init__.py"]
    assert [label(path) for path in inits if not ast.get_docstring(tree(path)) or len(tree(path).body) != 1] == []
