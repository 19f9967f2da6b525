"""The trainer's progress is kept in the browser; tabs, files and what the earlier quiz kept lose nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Page, expect

from tests.architecture.source import ROOT
from tests.browser.trainer import PROGRESS, asked, begin, part, progress, rate, ratings, start
from tests.browser.visiting import Reader

SCHEMA = json.loads((ROOT / "docs" / "progress.schema.json").read_text(encoding="utf-8"))
OLD = "groundwork.quiz"


def keep(name: str, value: Any) -> str:
    """Return a script that keeps a value before the page is loaded the first time."""
    text = json.dumps(value if isinstance(value, str) else json.dumps(value))
    return f"if (!sessionStorage.kept) {{ sessionStorage.kept = 1; localStorage.setItem({name!r}, {text}); }}"


def test_two_tabs_keep_what_each_of_them_rated(reader: Reader) -> None:
    page = begin(reader)
    other = reader.open_again(page.context)
    other.goto(f"{other.url}#trainer?mode=review&session=other")
    rate(page, 4)
    rate(other, 1)
    rate(other, 2)
    rate(page, 4)
    page.keyboard.press("f")

    found = sorted(rating for each in ratings(other).values() for rating in each)
    assert found == [1, 2, 4, 4]
    expect(other.locator("#training")).to_be_visible()
    other.keyboard.press("Escape")
    expect(other.locator('#trainer-topic [value="flagged"]')).to_have_text("flagged (1)")


def test_a_write_that_another_tab_overwrote_is_made_again(reader: Reader) -> None:
    """Two tabs may read before either writes: then the later write lacks what the earlier one had."""
    page = begin(reader)
    other = reader.open_again(page.context)
    before = page.evaluate(f"localStorage.getItem({PROGRESS!r})") or '{"version": 1}'
    rate(page, 4)
    mine = ratings(page)

    other.evaluate("([key, text]) => localStorage.setItem(key, text)", [PROGRESS, before])

    page.wait_for_function(f"localStorage.getItem({PROGRESS!r}).includes('reviews')")
    assert ratings(page) == mine


def test_the_ratings_of_the_earlier_quiz_are_due_cards_of_the_trainer(reader: Reader) -> None:
    kept = {"ratings": {"learning_rate": ["not yet", 2], "rate_too_high": ["knew", 1], "gone": ["partly", 3]}}
    page = reader.open("#trainer", script=keep(OLD, kept))

    assert ratings(page) == {
        "question:learning_rate": [1],
        "question:rate_too_high": [3, 3],
        "question:gone": [2],
    }
    expect(page.locator('#trainer [data-mode="review"]')).to_contain_text("1 due")
    expect(page.locator("#trainer .outlook")).to_contain_text("2 of")
    page.reload()
    assert sum(map(len, ratings(page).values())) == 4


def export(page: Page, folder: Path) -> Path:
    """Save the progress to a file and return its path."""
    page.get_by_text("Keys, and your progress").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export").click()
    path = folder / saving.value.suggested_filename
    saving.value.save_as(path)
    return path


def bring_in(page: Page, path: Path) -> None:
    """Choose a file to import."""
    page.locator('#trainer input[type="file"]').set_input_files(path)


def test_progress_goes_to_a_file_and_comes_back_after_all_was_forgotten(reader: Reader, tmp_path: Path) -> None:
    page = begin(reader)
    rate(page, 4)
    rate(page, 1)
    page.keyboard.press("Escape")
    path = export(page, tmp_path)
    saved = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMA).validate(saved)
    assert path.name.startswith("groundwork-progress-20")
    assert saved == progress(page)
    before = ratings(page)

    page.get_by_role("button", name="Forget everything").click()
    assert ratings(page) == before
    page.get_by_role("button", name="Forget all answers, notes and flags?").click()
    assert ratings(page) == {}
    bring_in(page, path)

    expect(page.locator('[data-say="backup"]')).to_contain_text("2 answers, of which 2 new.")
    assert ratings(page) == before
    bring_in(page, path)
    expect(page.locator('[data-say="backup"]')).to_contain_text("2 answers, of which 0 new.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no progress", "odd.json was not imported, as it is not JSON."),
        ('{"version": 9}', "odd.json was not imported, as it is of version 9, and this page reads version 1."),
    ],
)
def test_a_file_that_is_no_progress_changes_nothing(reader: Reader, tmp_path: Path, text: str, message: str) -> None:
    page = reader.open("#trainer")
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    bring_in(page, path)

    expect(page.locator('[data-say="backup"]')).to_contain_text(message)
    assert page.evaluate(f"localStorage.getItem({PROGRESS!r})") is None


def test_progress_that_nothing_can_read_is_put_aside(reader: Reader) -> None:
    page = reader.open("#trainer", script=keep(PROGRESS, "{broken"))
    expect(page.locator("#trainer .problem")).to_contain_text("as it is not JSON. It was put aside")
    start(page)
    rate(page, 4)

    assert len(ratings(page)) == 1
    assert page.evaluate("localStorage.getItem('groundwork.trainer-unreadable')") == "{broken"


def test_progress_of_a_newer_report_is_left_alone(reader: Reader) -> None:
    newer = {"version": 2, "cards": {}}
    page = reader.open("#trainer", script=keep(PROGRESS, newer))
    expect(page.locator("#trainer .problem")).to_contain_text("it is of version 2")
    start(page)
    first = rate(page, 4)

    assert progress(page) == newer
    assert asked(page) != first
    expect(part(page, "count")).to_contain_text("to go")
