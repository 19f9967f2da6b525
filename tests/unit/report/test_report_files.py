"""Reading the report's input, and writing the page."""

import shutil
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundwork.config.catalog import FIGURE, entries
from groundwork.core.errors import UserError
from groundwork.core.findings import HorizonVerdict
from groundwork.pages.templates import template_folder
from groundwork.report import files
from groundwork.report.files import caption_of, ink_of, read_report_input, table_from, write_report


@pytest.fixture
def root(tmp_path: Path, samples: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that the report needs, and its own figure function."""
    (tmp_path / "report" / "content").mkdir(parents=True)
    shutil.copytree(template_folder(samples.repository), template_folder(tmp_path))
    for name in ("curves", "questions", "glossary", "studies", "cards", "summary", "tables", "synonyms", "figures"):
        (tmp_path / "report" / "content" / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    results = tmp_path / "results"
    (results / "figures" / "optimizers").mkdir(parents=True)
    (results / "tables" / "optimizers").mkdir(parents=True)
    (results / "facts.csv").write_text(",".join(samples.fact().__dict__) + "\n", encoding="utf-8")
    (results / "horizons.csv").write_text(
        ",".join(each.name for each in fields(HorizonVerdict)) + "\n", encoding="utf-8"
    )
    (results / "verdicts.csv").write_text(",".join(samples.verdict().__dict__) + "\n", encoding="utf-8")
    monkeypatch.setattr(files, "library_versions", lambda: {"python": "3.11.0"})
    return tmp_path


def test_pages_are_complete_and_deterministic(root: Path, samples: SimpleNamespace) -> None:
    plan = samples.plan(samples.params())
    written = write_report(root, root, plan)
    assert written == [root / "results" / name for name in ("report.html", "provenance.html")]
    first = [path.read_bytes() for path in written]
    write_report(root, root, plan)
    assert [path.read_bytes() for path in written] == first
    assert all(page.startswith(b"<!DOCTYPE html>") for page in first)
    assert [path.name for path in (root / "results").iterdir() if path.name.startswith(".")] == []


def test_missing_file_is_named(root: Path, samples: SimpleNamespace) -> None:
    (root / "results" / "facts.csv").unlink()
    with pytest.raises(UserError, match=r"facts.csv: no such file; run `snakemake --cores 4` to make it again"):
        write_report(root, root, samples.plan(samples.params()))


def test_missing_figure_is_left_out(root: Path, samples: SimpleNamespace) -> None:
    assert read_report_input(root, root, samples.plan(samples.params())).figures == {"optimizers": {}}


def test_table_keeps_text() -> None:
    table = table_from('a,b\n"x, y",1\n')
    assert (table.columns, [dict(row) for row in table.rows]) == (("a", "b"), [{"a": "x, y", "b": "1"}])


def test_every_figure_has_caption() -> None:
    captions = {name: caption_of(name) for name in entries(FIGURE)}
    assert captions
    assert all(title and how_to_read for title, how_to_read in captions.values())


def test_ink_is_a_color() -> None:
    assert ink_of(files.STYLE).startswith("#")
