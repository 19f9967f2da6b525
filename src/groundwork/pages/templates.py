"""Locates a page's prose and template files."""

import re
from pathlib import Path

REFERENCE = re.compile(r'{%-?\s*(?:extends|include|import|from)\s+"([^"]+)"')


def content_folder(source: Path) -> Path:
    """Return the folder of all pages' prose."""
    return source / "report" / "content"


def template_folder(source: Path) -> Path:
    """Return the folder of all pages' templates."""
    return source / "report" / "templates"


def template_files(folder: Path, page: str) -> dict[str, Path]:
    """Return a page's template and everything that it extends or includes, directly or transitively, sorted by name.

    Includes referenced files that do not exist.
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
