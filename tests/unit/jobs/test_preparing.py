"""The preparation job writes the planned dataset or nothing."""

from pathlib import Path

import pytest

from groundwork.core.errors import UserError
from groundwork.dataset.origins import digest
from groundwork.dataset.paths import prepared_path
from groundwork.jobs.preparing import prepare_planned


def test_planned_dataset_is_prepared(tmp_path: Path) -> None:
    prepare_planned("digits", digest("digits"), tmp_path)

    assert prepared_path("digits", tmp_path).is_file()


def test_digest_other_than_planned_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        prepare_planned("digits", "e" * 12, tmp_path)

    actual = f"the current source gives digits-{digest('digits')}"
    assert str(error.value) == f"--digest {'e' * 12}: {actual}; run snakemake again"
    assert list(tmp_path.iterdir()) == []
