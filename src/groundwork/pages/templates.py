"""The files that a page is made from: its prose, and its template with all that this one includes."""

import re
from pathlib import Path

REFERENCE = re.compile(r'{%-?\s*(?:extends|include|import|from)\s+"([^"]+)"')


def content_folder(source: Path) -> Path:
    """Return the folder of all pages' prose, below the folder of the source."""
    return source / "report" / "content"


def template_folder(source: Path) -> Path:
    """Return the folder of all pages' templates, below the folder of the source."""
    return source / "report" / "templates"


def template_files(folder: Path, page: str) -> dict[str, Path]:
    """Return a page's template and, directly or through others, all that it extends and includes, by name in order.

    A file that is named and missing is among them.
    """
    found: dict[str, Path] = {}
    waiting = [page]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = folder / name
            waiting.extend(_named_in(found[name]))
    return dict(sorted(found.items()))


def _named_in(path: Path) -> list[str]:
    return REFERENCE.findall(path.read_text(encoding="utf-8")) if path.is_file() else []
