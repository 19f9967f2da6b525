"""Preparing one dataset for a run that was planned with a digest of its arrays."""

from pathlib import Path

from groundwork.dataset.origins import digest
from groundwork.dataset.preparation import prepare
from groundwork.digests import CHANGED, forget_source
from groundwork.errors import UserError


def prepare_planned(name: str, planned: str, root: Path) -> None:
    """Write the prepared file that a run was planned with.

    UserError where the source that makes the arrays was edited meanwhile: whichever digest the file then has, it may
    not be that of the code that was imported, so it is not kept.
    """
    path = prepare(name, root)
    forget_source()
    if digest(name) != planned:
        path.unlink(missing_ok=True)
        raise UserError(f"{path}: {CHANGED}")
