"""Preparing one dataset for a run that was planned with a digest of its arrays."""

from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.dataset.origins import digest
from groundwork.dataset.preparation import prepare


def prepare_planned(name: str, planned: str, root: Path) -> None:
    """Write the prepared file that a run was planned with; UserError where this source makes other arrays."""
    found = digest(name)
    if found != planned:
        raise UserError(f"--digest {planned}: this source makes {name}-{found}; run snakemake again")
    prepare(name, root)
