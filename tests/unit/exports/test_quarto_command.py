"""Calls of `quarto`, recorded by a mock, and its errors."""

import os
from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.exports.quarto import publish

RECORDING = """#!/bin/sh
echo "$PWD: $*" >> "$RECORD"
echo "first line"
echo "last line" >&2
echo
{then}
"""
MAKING = 'touch "results/interview-report.$4"'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's folder with a document."""
    (tmp_path / "project" / "results").mkdir(parents=True)
    (tmp_path / "project" / "results" / "report.qmd").write_text("# Report\n")
    return tmp_path / "project"


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str) -> Path:
    """Put a `quarto` on PATH that writes down its calls, and return where."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "quarto"
    script.write_text(RECORDING.format(then=then))
    script.chmod(0o755)
    record = tmp_path / "calls"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("RECORD", str(record))
    return record


def test_quarto_is_called_once_a_format(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stand_in(tmp_path, monkeypatch, MAKING)

    made = publish(root)

    assert made == [root / "results" / f"interview-report.{name}" for name in ("html", "pdf", "docx")]
    assert record.read_text().splitlines() == [
        f"{root}: render results/report.qmd --to {name}" for name in ("html", "pdf", "docx")
    ]
    assert (root / "results/logs/quarto-pdf.log").read_text() == "first line\nlast line\n\n"


def test_one_format_can_be_asked_for(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stand_in(tmp_path, monkeypatch, MAKING)

    assert publish(root, ["docx"]) == [root / "results/interview-report.docx"]
    assert len(record.read_text().splitlines()) == 1


def test_missing_quarto_is_one_line(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(UserError) as caught:
        publish(root)

    assert str(caught.value) == (
        "quarto: not found on PATH; install it from https://quarto.org/docs/get-started and run `snakemake publish` "
        "again, or use pandoc on results/report.qmd"
    )


def test_a_missing_document_says_how_to_make_it(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stand_in(tmp_path, monkeypatch, MAKING)
    (root / "results" / "report.qmd").unlink()

    with pytest.raises(UserError, match=r"^results/report\.qmd: no such file; run `snakemake --cores 4` to make it$"):
        publish(root)
    assert not record.exists()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("docx", ""),
        ("pdf", "; a PDF also needs TeX (`quarto install tinytex`) and rsvg-convert (Debian: librsvg2-bin)"),
    ],
)
def test_last_line_of_quarto_is_shown(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    stand_in(tmp_path, monkeypatch, "exit 3")

    with pytest.raises(UserError) as caught:
        publish(root, [name])

    assert str(caught.value) == (
        f"quarto render results/report.qmd --to {name}: ended with status 3: last line; "
        f"see results/logs/quarto-{name}.log{hint}"
    )


def test_quarto_success_without_file_is_an_error(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 0")

    with pytest.raises(UserError, match=r"made no results/interview-report\.html; see results/logs/quarto-html\.log"):
        publish(root, ["html"])


def test_stale_output_is_not_a_success(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 0")
    (root / "results" / "interview-report.html").write_text("old")

    with pytest.raises(UserError, match=r"made no results/interview-report\.html"):
        publish(root, ["html"])
