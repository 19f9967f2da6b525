"""Exact claims looked up among the checks of their study."""

from dataclasses import dataclass

import pandas as pd

from groundwork.claims.schema import ExactClaim
from groundwork.claims.sides import NotEvaluatedError, Tables


@dataclass(frozen=True)
class Checked:
    """What the check of an exact claim found: whether it holds, and the quantities that it looked at, in words."""

    holds: bool
    quantities: str
    records: tuple[str, ...]


def look_up(claim: ExactClaim, tables: Tables) -> Checked:
    """Return what the claim's check found; NotEvaluatedError where this run has not made it."""
    checks = tables.get(claim.study, {}).get("checks", pd.DataFrame({"check": []}))
    rows = checks[checks["check"] == claim.check]
    if rows.empty:
        raise NotEvaluatedError(f"params.yaml: studies.{claim.study}.checks does not list '{claim.check}'")
    holds = bool(rows["holds"].astype(bool).all())
    measured = rows.dropna(subset=["value"])
    quantities = "; ".join(
        f"{str(row['quantity']).replace('_', ' ')}: {float(row['value']):.7g}" for _, row in measured.iterrows()
    )
    records = sorted(set(rows["record"])) if "record" in rows else []
    return Checked(holds, quantities, tuple(records))
