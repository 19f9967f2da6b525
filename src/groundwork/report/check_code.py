"""Source code in the report, taken from the files that are run."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from pygments import highlight  # type: ignore[import-untyped]
from pygments.filter import simplefilter  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import STANDARD_TYPES, Text  # type: ignore[import-untyped]

from groundwork.core.identity import PACKAGE, parsed, source_text
from groundwork.report.inputs import CheckCode

# Short names of the token kinds that styles/page.css colors.
STYLED = frozenset({"k", "kn", "kc", "ow", "s1", "s2", "sa", "sd", "si", "mf", "mi", "c1", "nf", "nc"})
TYPE_IGNORE = re.compile(r"  # type: ignore\[[a-z-]+\]$", re.MULTILINE)
Stream = Iterator[tuple[object, str]]


@dataclass(frozen=True)
class _Statement:
    """A top-level statement; an import is split into one statement per name."""

    path: Path
    node: ast.stmt

    @property
    def text(self) -> str:
        decorators = getattr(self.node, "decorator_list", [])
        first = min([self.node.lineno, *(each.lineno for each in decorators)])
        return "\n".join(source_text(self.path).splitlines()[first - 1 : self.node.end_lineno])


def read_checks(folder: Path) -> dict[str, CheckCode]:
    """Return each check of a folder with its first docstring line and its complete source, which runs on its own.

    The source includes everything that the check uses from its own file and from shared helper files.
    """
    return {
        node.name: CheckCode(_sentence(node), _source(path, node.name))
        for path in sorted(folder.glob("[!_]*.py"))
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def code_after_docstring(path: Path) -> str:
    """Return a file's source after its docstring, without comments for the type checker."""
    docstring = parsed(path).body[0]
    lines = source_text(path).splitlines(keepends=True)
    return TYPE_IGNORE.sub("", "".join(lines[docstring.end_lineno :]).lstrip("\n"))


def highlighted(source: str) -> Markup:
    """Return Python source as HTML with a class for each kind of token that styles/page.css colors."""
    lexer = PythonLexer()
    lexer.add_filter(_without_unstyled())
    return Markup(highlight(source, lexer, HtmlFormatter(nowrap=True)))  # noqa: S704 - pygments escapes


@simplefilter  # type: ignore[untyped-decorator]
def _without_unstyled(_filter: object, _lexer: object, stream: Stream, _options: object) -> Stream:
    """Treat tokens without a color as plain text; their markup would be half of the page's code."""
    for kind, text in stream:
        yield (kind if STANDARD_TYPES.get(kind) in STYLED else Text), text


def _sentence(node: ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0]


def _source(path: Path, check: str) -> str:
    """Return imports and constants, then the check, then its helpers, with those of its own file first."""
    known = _statements(path)
    names = _used(known, check) - {check}
    used = [known[name] for name in known if name in names]
    imports = [each.node for each in used if isinstance(each.node, ast.Import | ast.ImportFrom)]
    constants = [each.text for each in used if isinstance(each.node, ast.Assign | ast.AnnAssign)]
    helpers = [each for each in used if isinstance(each.node, ast.FunctionDef | ast.ClassDef)]
    helpers.sort(key=lambda each: each.path != path)
    parts = [
        "\n".join(_import_lines(imports)),
        "\n".join(dict.fromkeys(constants)),
        known[check].text,
        *(each.text for each in helpers),
    ]
    return "\n\n\n".join(filter(None, parts)) + "\n"


def _statements(path: Path) -> dict[str, _Statement]:
    """Return a file's statements by name, with those of imported helper files first."""
    helpers: dict[str, _Statement] = {}
    own: dict[str, _Statement] = {}
    for node in parsed(path).body:
        helper_file = _helper_file(path, node)
        if helper_file:
            helpers |= _statements(helper_file)
        else:
            own |= {name: _Statement(path, part) for name, part in _parts(node)}
    return helpers | own


def _helper_file(path: Path, node: ast.stmt) -> Path | None:
    """Return the shared helper file that a statement imports from, if any."""
    module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    folder, _, name = module.rpartition(".")
    helper_file = path.parent / "shared" / f"{name}.py"
    return helper_file if folder.endswith(f".{path.parent.name}.shared") and helper_file.is_file() else None


def _parts(node: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each name that a statement defines with the statement; imports are split by name."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name, node
    elif isinstance(node, ast.Import):
        yield from ((each.asname or each.name, ast.Import([each])) for each in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((each.asname or each.name, ast.ImportFrom(node.module, [each], 0)) for each in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = (each for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
        yield from ((each.id, node) for each in targets)


def _import_lines(imports: Iterable[ast.Import | ast.ImportFrom]) -> list[str]:
    """Return one import line per module, sorted: standard library, third party, this package."""
    names: dict[tuple[bool, bool, bool, str], list[str]] = {}
    for node in imports:
        is_from = isinstance(node, ast.ImportFrom)
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        root = module.partition(".")[0]
        place = (root not in sys.stdlib_module_names, root == PACKAGE.name, is_from, module)
        names.setdefault(place, []).append(ast.unparse(node.names[0]))
    return [
        f"from {module} import {', '.join(sorted(given))}" if is_from else f"import {given[0]}"
        for (_, _, is_from, module), given in sorted(names.items())
    ]


def _used(known: dict[str, _Statement], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting.extend(each.id for each in ast.walk(known[name].node) if isinstance(each, ast.Name))
    return found
