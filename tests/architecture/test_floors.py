"""Imports go down the floors of the house only, and torch and pandas stay on their sides of the bar."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from groundwork.core.identity import PACKAGE, imported_files
from tests.architecture.source import CODE, PACKAGE_FILES, ROOT, label, libraries_loaded, modules_loaded, tree

# The rooms from the ground up; a room may import those on floors below its own, and nothing beside or above it.
FLOORS = [
    ["core", "cheat_sheet", "from_memory"],
    ["config", "dataset", "pages", "records"],
    ["components", "planning"],
    ["reference", "tasks"],
    ["running", "tables", "training"],
    ["checks", "claims", "figures", "jobs", "measurements", "report"],
    ["changes", "exports", "timing"],
]
MOST_FLOORS = 8
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
LEFT, RIGHT = {"torch", "torchvision"}, {"pandas", "matplotlib", "scipy", "jinja2"}


def part_of(path: Path) -> str:
    """Return the room of the package that a file belongs to; the name of a file outside the rooms."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_package_has_a_floor_and_no_module_is_outside() -> None:
    assert {part_of(path) for path in PACKAGE_FILES} - {"__init__"} == set(FLOOR)
    assert len(FLOORS) <= MOST_FLOORS
    assert [path.name for path in PACKAGE.glob("*.py")] == ["__init__.py"]


def test_architecture_page_lists_packages_floors_and_docstrings() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("| floor | room | holds |\n|---|---|---|\n")
    lines = rest.partition("<!-- end of rooms -->")[0].splitlines()

    assert lines == [
        f"| {FLOOR[room]} | `{room}/` | {ast.get_docstring(tree(PACKAGE / room / '__init__.py'))} |"
        for floor in FLOORS
        for room in floor
    ]


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


def test_no_module_imports_torch_and_report_libraries() -> None:
    loaded = {label(path): libraries_loaded(path) for path in CODE}

    assert [name for name, libraries in loaded.items() if libraries & LEFT and libraries & RIGHT] == []


def test_the_walk_over_imports_sees_what_is_there() -> None:
    assert libraries_loaded(PACKAGE / "jobs" / "recording.py") >= {"torch", "pydantic"}
    assert libraries_loaded(PACKAGE / "tables" / "runs.py") >= {"pandas"}
    assert "torch" not in libraries_loaded(PACKAGE / "running" / "command_line.py")
    assert "groundwork.running.pipeline" not in modules_loaded(PACKAGE / "running" / "command_line.py")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("groundwork.running.pipeline", ["torch", "torchvision", "pandas", "matplotlib", "scipy", "sklearn", "numpy"]),
        ("groundwork.running.command_line", ["torch", "pandas", "numpy", "pydantic", "ruamel.yaml"]),
        ("groundwork.running.fork_client", ["torch", "pandas", "numpy", "pydantic", "filelock"]),
        ("groundwork.core.processor", ["torch", "numpy", "pathlib", "platform", "subprocess"]),
    ],
)
def test_startup_modules_import_nothing_slow(module: str, unwanted: list[str]) -> None:
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
