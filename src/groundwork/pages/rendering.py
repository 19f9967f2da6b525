"""Pages: templates filled with values and written to results."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined

from groundwork.core.errors import UserError
from groundwork.core.writing import write_atomically
from groundwork.pages.templates import template_files, template_folder


def read_templates(source: Path, page: str) -> dict[str, str]:
    """Return the text of each file that a page is made from; UserError where one is missing."""
    return {name: _text(path) for name, path in template_files(template_folder(source), page).items()}


def fill(templates: Mapping[str, str], page: str, values: Mapping[str, object]) -> str:
    """Return a page as one document; every value is escaped unless it says that it is markup, and none may be missing.

    Style sheets and scripts are files of the repository that the page includes as they are.
    """
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(page).render(values)


def write_page(root: Path, name: str, text: str) -> Path:
    """Write a page to results, whole or not at all, and return its path."""
    return write_atomically(root / "results" / name, text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; restore it from a fresh clone") from None
