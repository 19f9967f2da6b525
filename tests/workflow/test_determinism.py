"""The same parameters give the same bytes, in any folder and however many jobs run at once."""

import pytest

from tests.workflow.project import Project, Snapshot


@pytest.mark.parametrize("cores", [1, 4])
def test_the_number_of_cores_changes_no_byte(
    new: Project, first: Snapshot, tmp_path_factory: pytest.TempPathFactory, cores: int
) -> None:
    project = new.copy(tmp_path_factory.mktemp("cores") / f"elsewhere-{cores}")

    project.run_snakemake(cores=cores)

    assert project.snapshot() == first
