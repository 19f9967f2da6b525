"""Digests of values and of Python source."""

import ast
import hashlib
import json
import tokenize
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from groundwork.core.errors import UserError

PACKAGE = Path(__file__).parents[1]
SOURCE = PACKAGE.parents[1]  # the folder of the Snakefile, or a run's snapshot of it
DIGEST_LENGTH = 12
Known = dict[tuple[object, ...], Any]  # results by what was computed, the digest of the file's content, and arguments
Result = TypeVar("Result")
_earlier: Known = {}  # see `recalling`
_known: Known | None = None


def canonical_json(value: object) -> str:
    """Return a canonical JSON text: sorted keys, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(value: object) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:DIGEST_LENGTH]


def digest_of_files(paths: Iterable[Path]) -> str:
    """Return an order-independent digest of the files' names and bytes."""
    return digest_of(sorted((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths))


@cache
def parsed(path: Path) -> ast.Module:
    """Return a source file's syntax tree, cached per process; raises UserError with file and line if it is invalid."""
    try:
        return ast.parse(path.read_bytes())  # bytes, so that Python handles byte-order mark and encoding
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        number = getattr(error, "lineno", None)
        line = f"line {number}: " if number else ""
        message = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())
        raise UserError(f"{display_path(path)}: {line}{message}; fix it there, or restore the file") from None


def source_text(path: Path) -> str:
    """Return a source file's text, decoded as Python does, without a byte-order mark."""
    with tokenize.open(path) as file:
        return file.read()


def display_path(path: Path) -> Path:
    """Return a path for messages: relative to the project folder if it is inside."""
    return path.relative_to(SOURCE) if path.is_relative_to(SOURCE) else path


@contextmanager
def recalling(earlier: Known) -> Iterator[Known]:
    """Meanwhile, take what is computed from a file's content from `earlier` results; yields all results used."""
    global _earlier, _known
    _earlier, _known = earlier, {}
    try:
        yield _known
    finally:
        _earlier, _known = {}, None


@cache
def normalized_source(path: Path, functions: frozenset[str] | None = None, docstrings: bool = False) -> str:
    """Return a file's source without comments, formatting and (unless `docstrings`) docstrings.

    With `functions`, omits every public function that is neither named nor used by a named one.
    """
    names = tuple(sorted(functions)) if functions is not None else None
    return _recalled(path, ("normalized", names, docstrings), lambda: _normalized(path, functions, docstrings))


def _normalized(path: Path, functions: frozenset[str] | None, docstrings: bool) -> str:
    statements = parsed(path).body
    if functions is not None:
        used = _used_functions(statements, functions)
        statements = [each for each in statements if _public_name(each) is None or _public_name(each) in used]
    module = ast.Module(body=statements, type_ignores=[])
    return ast.unparse(module) if docstrings else _without_docstrings(module)


@cache
def source_closure(start: Path, without: frozenset[Path] = frozenset()) -> list[Path]:
    """Return a file and all package files that it imports directly or transitively, sorted.

    Files in `without` are skipped, and so are their imports.
    """
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in found and path not in without:
            found.add(path)
            waiting.extend(imported_files(path))
    return sorted(found)


@cache
def imported_files(path: Path) -> list[Path]:
    """Return the package files that a file imports directly, including imports inside functions."""
    files = (module_file(module) for module in _recalled(path, ("imported",), lambda: _imported_modules(path)))
    return [file for file in files if file is not None]


def _imported_modules(path: Path) -> list[str]:
    modules: list[str] = []
    for node in _statements(parsed(path)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [module for module in modules if module.partition(".")[0] == PACKAGE.name]


def module_file(module: str) -> Path | None:
    """Return the file of a module of this package, or None."""
    first, *rest = module.split(".")
    if first != PACKAGE.name:
        return None
    folder = PACKAGE.joinpath(*rest)
    candidates = [folder / "__init__.py", folder.with_suffix(".py")]
    return next((each for each in candidates if each.is_file()), None)


def _recalled(path: Path, what: tuple[object, ...], compute: Callable[[], Result]) -> Result:
    if _known is None:
        return compute()
    key = (hashlib.sha256(path.read_bytes()).digest(), *what)
    if key not in _known:
        _known[key] = _earlier[key] if key in _earlier else compute()
    result: Result = _known[key]
    return result


def _public_name(node: ast.stmt) -> str | None:
    return node.name if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") else None


def _used_functions(statements: list[ast.stmt], wanted: Iterable[str]) -> set[str]:
    """Return the public functions reachable from the wanted ones and from all other statements."""
    public = {name: node for node in statements if (name := _public_name(node))}
    waiting = [*wanted, *_names_in(node for node in statements if _public_name(node) is None)]
    kept: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in public and name not in kept:
            kept.add(name)
            waiting.extend(_names_in([public[name]]))
    return kept


def _names_in(nodes: Iterable[ast.stmt]) -> list[str]:
    return [each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)]


def _without_docstrings(module: ast.Module) -> str:
    """Return a module's source without its docstrings; the syntax tree, which others read too, is as it was."""
    documented = [
        (node, node.body)
        for node in (module, *_statements(module))
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and ast.get_docstring(node, clean=False)
    ]
    try:
        for node, body in documented:
            node.body = body[1:] or [ast.Pass()]
        return ast.unparse(module)
    finally:
        for node, body in documented:
            node.body = body


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements inside a node; walking the expressions too takes ten times as long."""
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        for part in getattr(node, field, ()):
            if isinstance(part, ast.stmt):
                yield part
            yield from _statements(part)
