"""Job that prepares one dataset, whose digest was fixed when the run was planned."""

from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.dataset.origins import digest
from groundwork.dataset.preparation import prepare


def prepare_planned(name: str, planned: str, root: Path) -> None:
    """Write the prepared file of a dataset; raises UserError if its digest is not the planned one."""
    actual = digest(name)
    if actual != planned:
        raise UserError(f"--digest {planned}: the current source gives {name}-{actual}; run snakemake again")
    prepare(name, root)
