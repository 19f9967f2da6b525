"""Pandoc, which Quarto uses, reads the document without warnings."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundwork.exports.quarto_document import TEMPLATE, quarto_document
from groundwork.pages.rendering import read_templates
from groundwork.report.content import Term
from tests.unit.exports.samples import CARD, POINTS, TABLE

pytestmark = pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
CONVERTS_DRAWINGS = pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="rsvg-convert is not installed")
HOSTILE = "<script>alert(1)</script> \\input{x} `x`{=html} [a](javascript:b) @key"


@pytest.fixture
def folder(samples: SimpleNamespace, tmp_path: Path) -> Path:
    """A folder with the document and the figure that it names."""
    terms = (Term(term="epoch", meaning=HOSTILE),)
    content = samples.content(points=POINTS, reference_tables=(TABLE,), cards=(CARD,), terms=terms)
    site = samples.site(content=content, card_codes={"adam": "a = 1\n"})
    text = quarto_document(site, read_templates(samples.repository, TEMPLATE))
    (tmp_path / "report.qmd").write_text(text, encoding="utf-8")
    for study, figures in site.figures.items():
        (tmp_path / "figures" / study).mkdir(parents=True)
        for name, figure in figures.items():
            (tmp_path / "figures" / study / f"{name}.svg").write_text(figure.svg)
    return tmp_path


def pandoc(folder: Path, *arguments: str) -> str:
    """Return what pandoc said, which is nothing where all is well."""
    command = [
        "pandoc",
        "report.qmd",
        "--from",
        "markdown",
        "--standalone",
        "--wrap",
        "none",
        "--fail-if-warnings",
        *arguments,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_html(folder: Path) -> None:
    said = pandoc(folder, "--to", "html", "--mathml", "--self-contained", "--output", "out.html")
    page = (folder / "out.html").read_text(encoding="utf-8")

    assert said == ""
    assert page.count("<math") == 4  # two of the question, one of a cell, one of a card
    assert page.count("data:image/svg+xml") == 2
    assert page.count("<table") == 3
    anchors = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_hostile_prose_is_text(folder: Path) -> None:
    pandoc(folder, "--to", "html", "--output", "out.html")
    page = (folder / "out.html").read_text(encoding="utf-8")

    assert "<script>alert" not in page
    assert "javascript:" not in re.sub(r">[^<]*<", "", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\input{x} <code>x</code>{=html} [a](javascript:b) @key" in page


@CONVERTS_DRAWINGS
def test_word(folder: Path) -> None:
    said = pandoc(folder, "--to", "docx", "--output", "out.docx")

    with zipfile.ZipFile(folder / "out.docx") as file:
        text = file.read("word/document.xml").decode()
        media = [name for name in file.namelist() if name.endswith(".svg")]
    assert said == ""
    assert text.count("<m:oMath>") == 4
    assert media
