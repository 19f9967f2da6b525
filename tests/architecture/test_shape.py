"""Files and functions that fit on a screen, each with its one sentence."""

import ast
import statistics
from pathlib import Path

import pytest

from tests.architecture.source import CODE, SCRIPTS, functions, label, tree

LINES_OF_A_FILE, LINES_OF_A_FUNCTION, LINES_OF_A_SCRIPT = 220, 30, 25


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def test_files_and_their_functions_are_short() -> None:
    assert {label(path): lines_of(path) for path in CODE if lines_of(path) > LINES_OF_A_FILE} == {}
    lengths = {f"{label(path)}: {each.name}": length(each) for path in CODE for each in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FUNCTION} == {}


def test_half_of_all_functions_have_eight_lines_or_fewer() -> None:
    assert statistics.median(length(each) for path in CODE for each in functions(path)) <= 8


@pytest.mark.parametrize("path", SCRIPTS, ids=label)
def test_scripts_are_short_adapters(path: Path) -> None:
    assert lines_of(path) <= LINES_OF_A_SCRIPT
    assert [each.name for each in functions(path)] == ["main"]


def test_modules_and_public_names_have_docstrings() -> None:
    without = [label(path) for path in CODE if not ast.get_docstring(tree(path))]
    things = ((path, node) for path in CODE for node in _public(tree(path)))
    without += [f"{label(path)}: {node.name}" for path, node in things if not ast.get_docstring(node)]

    assert without == []


def _public(node: ast.Module | ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Return the public functions and classes of a file, and the public methods of its public classes."""
    found: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = []
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            found.append(child)
            if isinstance(child, ast.ClassDef):
                found += _public(child)
    return found
