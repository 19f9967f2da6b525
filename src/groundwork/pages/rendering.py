"""Renders pages from templates and writes them to results."""

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined

from groundwork.core.errors import UserError
from groundwork.core.writing import write_atomically
from groundwork.pages.templates import template_files, template_folder

PREFORMATTED = re.compile(r"(<(?:pre|textarea)\b.*?</(?:pre|textarea)>)", re.DOTALL)
INDENTATION = re.compile(r"\n\s+")
OPTIONAL_ENDS = re.compile(r"</t[dh]>(?=\s*(?:<t[dh]\b|</tr>))|</tr>(?=\s*(?:<tr\b|</tbody>))")
"""End tags that HTML implies, of which a page with large tables has tens of thousands."""


def read_templates(source: Path, page: str) -> dict[str, str]:
    """Return the text of each of a page's template files; raises UserError if one is missing."""
    return {name: _text(path) for name, path in template_files(template_folder(source), page).items()}


def fill(templates: Mapping[str, str], page: str, values: Mapping[str, object]) -> str:
    """Render a page; values are escaped unless they are Markup, and a missing value is an error.

    Style sheets and scripts are included verbatim from files of the repository.
    """
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template(page).render(values)
    return _shortened(text) if page.endswith(".html") else text


def _shortened(text: str) -> str:
    """Return an HTML page without indentation, empty lines and implied end tags; what is preformatted stays."""
    parts = PREFORMATTED.split(text)  # every second one is preformatted
    return "".join(part if place % 2 else _short(part) for place, part in enumerate(parts))


def _short(part: str) -> str:
    return OPTIONAL_ENDS.sub("", INDENTATION.sub("\n", part))


def write_page(root: Path, name: str, text: str) -> Path:
    """Write a page to results atomically and return its path."""
    return write_atomically(root / "results" / name, text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; restore it from a fresh clone") from None
