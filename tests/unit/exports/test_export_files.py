"""The export files: atomic, deterministic, newer cards for changed ones."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from groundwork.exports import files
from groundwork.exports.flash_cards import FIRST_TIME, time_of
from groundwork.report.inputs import ReportInput

NAMES = ["interview-prep.apkg", "report.qmd", "cheat-sheet.html", "preview.png"]


@pytest.fixture
def root(samples: SimpleNamespace, tmp_path: Path) -> Path:
    """A project's folder with the repository's templates and an empty results."""
    shutil.copytree(samples.repository / "report" / "templates", tmp_path / "report" / "templates")
    (tmp_path / "results").mkdir()
    return tmp_path


def export(root: Path, site: ReportInput, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Write the exports of a made-up input and return them by name."""
    monkeypatch.setattr(files, "read_report_input", lambda *_rest: site)
    monkeypatch.setattr(files, "write_cheat_sheet", lambda root, *_rest: root / "results" / "cheat-sheet.html")
    (root / "results" / "cheat-sheet.html").touch()
    paths = files.write_exports(root, root, site.plan)
    assert [path.relative_to(root / "results").as_posix() for path in paths] == NAMES
    return {path.name: path.read_bytes() for path in paths}


def test_equal_input_gives_equal_bytes_and_nothing_else(
    samples: SimpleNamespace, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = export(root, samples.site(), monkeypatch)

    assert export(root, samples.site(), monkeypatch) == first
    assert sorted(path.name for path in (root / "results").iterdir()) == sorted(NAMES)


def test_changed_numbers_make_newer_cards(
    samples: SimpleNamespace, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = samples.site()
    facts = {name: replace(fact, value=70.0) for name, fact in site.facts.items()}

    first = export(root, site, monkeypatch)
    second = export(root, samples.site(facts=facts), monkeypatch)

    assert time_of(first["interview-prep.apkg"]) == FIRST_TIME
    assert time_of(second["interview-prep.apkg"]) == FIRST_TIME + 1
    assert b"70.0 % (n = 5" in second["report.qmd"]


def test_damaged_package_is_replaced(samples: SimpleNamespace, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = export(root, samples.site(), monkeypatch)
    (root / "results" / "interview-prep.apkg").write_bytes(first["interview-prep.apkg"][:100])

    assert export(root, samples.site(), monkeypatch) == first
