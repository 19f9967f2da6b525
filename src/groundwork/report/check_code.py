"""The source of the exact checks, as it stands in the file that runs them."""

import ast
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from groundwork.identity import parsed
from groundwork.report.inputs import CheckCode

Definition = ast.FunctionDef | ast.ClassDef | ast.Assign


def read_checks(path: Path) -> dict[str, CheckCode]:
    """Return each check of a file with its first docstring line and its source, what it uses of the file around it."""
    text = path.read_text(encoding="utf-8")
    definitions = {_name(node): node for node in parsed(path).body if isinstance(node, Definition)}
    return {
        name: CheckCode(_sentence(node), _source(text, definitions, name))
        for name, node in definitions.items()
        if isinstance(node, ast.FunctionDef) and not name.startswith("_")
    }


def highlighted(source: str) -> Markup:
    """Return Python source as HTML with a class for each kind of token."""
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))  # noqa: S704 - pygments escapes


def _sentence(node: ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0]


def _source(text: str, definitions: dict[str, Definition], name: str) -> str:
    """Return constants first, then the check, then its helpers."""
    used = [each for each in definitions if each in _used(definitions, name) - {name}]
    constants = [_segment(text, definitions[each]) for each in used if isinstance(definitions[each], ast.Assign)]
    helpers = [_segment(text, definitions[each]) for each in used if not isinstance(definitions[each], ast.Assign)]
    parts = ["\n".join(constants), _segment(text, definitions[name]), *helpers]
    return "\n\n\n".join(filter(None, parts)) + "\n"


def _segment(text: str, node: Definition) -> str:
    decorators = [] if isinstance(node, ast.Assign) else node.decorator_list
    first = min([node.lineno, *(each.lineno for each in decorators)])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def _name(node: Definition) -> str:
    return ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else node.name


def _used(definitions: dict[str, Definition], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in found:
            found.add(name)
            waiting.extend(_names(definitions[name]))
    return found


def _names(node: Definition) -> Iterable[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
