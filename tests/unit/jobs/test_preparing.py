"""The prepared file that a run was planned with, or none."""

from pathlib import Path

import pytest

from groundwork.dataset.origins import digest
from groundwork.dataset.paths import prepared_path
from groundwork.errors import UserError
from groundwork.jobs import preparing
from groundwork.jobs.preparing import prepare_planned


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that has prepared nothing yet."""
    prepared_path("digits", tmp_path).parent.mkdir(parents=True)
    return tmp_path


def test_what_was_planned_is_prepared(root: Path) -> None:
    prepare_planned("digits", digest("digits"), root)

    assert prepared_path("digits", root).is_file()


def test_arrays_made_while_their_source_was_edited_are_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file has the name of the edited source, and the arrays of the source that was imported before."""
    planned = digest("digits")
    monkeypatch.setattr(preparing, "digest", lambda _name: "e" * 12)

    with pytest.raises(UserError) as error:
        prepare_planned("digits", planned, root)

    path = prepared_path("digits", root)
    changed = "the source or the parameters changed while the run was under way; run the same command again"
    assert str(error.value) == f"{path}: {changed}"
    assert not path.exists()
