"""Scripts that only adapt, and one sentence on everything public.

How long files and functions are is no rule: `python -m tests.architecture.longest` lists the longest, for people.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import CODE, SCRIPTS, functions, label, lines_of, tree

LINES_OF_A_SCRIPT = 25


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
