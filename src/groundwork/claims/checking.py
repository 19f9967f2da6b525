"""Evaluates exact claims from the checks of their study."""

from dataclasses import dataclass

import pandas as pd

from groundwork.claims.schema import ExactClaim
from groundwork.claims.sides import NotEvaluatedError, Tables


@dataclass(frozen=True)
class CheckResult:
    """The result of an exact check: whether it holds, and its quantities as text."""

    holds: bool
    quantities: str
    records: tuple[str, ...]


def find_check(claim: ExactClaim, tables: Tables) -> CheckResult:
    """Return the result of the claim's check; raises NotEvaluatedError if this run does not have it."""
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
    return CheckResult(holds, quantities, tuple(records))
