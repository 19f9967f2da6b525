"""Template files, and rendering and writing of pages."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from groundwork.core.errors import UserError
from groundwork.pages.rendering import fill, read_templates, write_page
from groundwork.pages.templates import template_files, template_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a page that extends a skeleton, which includes a style sheet."""
    texts = {
        "page.html": '{% extends "skeleton.html" %}{% block content %}{{ word }}{% endblock %}',
        "skeleton.html": '<style>{% include "styles/theme.css" %}</style>{% block content %}{% endblock %}',
        "styles/theme.css": "a > b { color: red; }",
        "other.html": "",
    }
    for name, text in texts.items():
        path = template_folder(tmp_path) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "results").mkdir()
    return tmp_path


def test_a_page_is_made_from_all_that_its_template_includes(root: Path) -> None:
    assert list(template_files(template_folder(root), "page.html")) == [
        "page.html",
        "skeleton.html",
        "styles/theme.css",
    ]
    assert list(template_files(template_folder(root), "other.html")) == ["other.html"]


def test_values_are_escaped_and_style_sheets_are_not(root: Path) -> None:
    page = fill(read_templates(root, "page.html"), "page.html", {"word": "<b>"})

    assert page == "<style>a > b { color: red; }</style>&lt;b&gt;"


def test_a_missing_value_is_an_error(root: Path) -> None:
    with pytest.raises(UndefinedError, match="'word' is undefined"):
        fill(read_templates(root, "page.html"), "page.html", {})


def test_a_missing_template_is_named(root: Path) -> None:
    path = template_folder(root) / "styles" / "theme.css"
    path.unlink()

    with pytest.raises(UserError) as caught:
        read_templates(root, "page.html")

    assert str(caught.value) == f"{path}: no such file; restore it from a fresh clone"


def test_a_page_is_written_whole(root: Path) -> None:
    assert write_page(root, "page.html", "text\n") == root / "results" / "page.html"
    assert [path.name for path in (root / "results").iterdir()] == ["page.html"]
    assert (root / "results" / "page.html").read_bytes() == b"text\n"
