"""Which version of the pipeline the faults were tried on."""

import ast
import hashlib
import tomllib
from pathlib import Path

# All that takes part in a run, and the scenarios themselves.
OF_A_RUN = ("src", "workflow", "profiles", "Snakefile", "dvc.yaml", "Makefile", "tests/faults")
DIGITS = 12
SUFFIXES = ("", ".py", ".yaml")


def version(root: Path) -> str:
    """Return the version that pyproject.toml states."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def source_digest(root: Path) -> str:
    """Return a digest of all that takes part in a run and of the scenarios, comments and layout left out."""
    paths = (path for name in OF_A_RUN for path in (root / name, *(root / name).rglob("*")))
    files = sorted(path for path in paths if path.is_file() and path.suffix in SUFFIXES)
    parts = (f"{path.relative_to(root).as_posix()}\0{_without_comments(path)}\0" for path in files)
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:DIGITS]


def _without_comments(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return ast.unparse(_without_docstrings(ast.parse(text)))
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))


def _without_docstrings(module: ast.Module) -> ast.Module:
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(
            node, clean=False
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return module
