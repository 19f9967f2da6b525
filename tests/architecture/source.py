"""The source as the architecture's tests read it: files, functions, and what each file imports when it is loaded."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from groundwork.core.identity import PACKAGE, module_file
from tests.listing import project_files

ROOT = Path(__file__).parents[2]
PACKAGE_FILES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted((ROOT / "workflow" / "scripts").glob("*.py"))
CODE = [*sorted((ROOT / "src").rglob("*.py")), *SCRIPTS, *sorted((ROOT / "benchmarks").rglob("*.py"))]


def label(path: Path) -> str:
    """Return a file's path below the project's folder."""
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> int:
    """Return the number of a file's lines."""
    return len(path.read_text(encoding="utf-8").splitlines())


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file, those inside others included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def modules_loaded(path: Path) -> frozenset[str]:
    """Return the modules whose import runs when a file is imported: not those in functions or for type checking."""
    return frozenset(_modules(tree(path).body))


@cache
def libraries_loaded(path: Path) -> frozenset[str]:
    """Return the other packages that importing a file loads, directly or through files of this package."""
    found: set[str] = set()
    seen: set[Path] = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for module in modules_loaded(current):
            file = module_file(module)
            if file is not None:
                waiting.append(file)
            elif not module.startswith("groundwork"):
                found.add(module.split(".")[0])
    return frozenset(found)


def tracked_files() -> list[Path]:
    """Return the project's files, and nothing that a run or a tool has made."""
    return [ROOT / name for name in project_files()]


def _modules(statements: Iterable[ast.stmt]) -> Iterator[str]:
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ClassDef | ast.Try | ast.With) or (
            isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING"
        ):
            yield from _modules(node.body)
