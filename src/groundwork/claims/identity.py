"""The identity of a claim: equal if and only if the reference's budget would judge the same claim by the same runs."""

from groundwork.claims.schema import Claims, Comparison, ExactClaim
from groundwork.claims.selectors import STUDY
from groundwork.config.schema import Params
from groundwork.core.identity import digest_of
from groundwork.planning.study_identity import study_identity
from groundwork.reference.files import BUDGET


def identities(claims: Claims, params: Params) -> dict[str, str]:
    """Return the identity of each claim by its name."""
    names = {study for claim in claims.claims for study in _studies(claim)}
    studies = {name: study_identity(params, name, BUDGET) for name in names}
    judged_by = {"confidence": params.statistics.confidence, "horizons": params.horizons}
    return {
        claim.id: digest_of(
            {
                "claim": claim.model_dump(mode="json"),
                # An exact check needs no runs.
                "runs": {name: studies[name] for name in _studies(claim)} | judged_by
                if isinstance(claim, Comparison)
                else {},
            }
        )
        for claim in claims.claims
    }


def _studies(claim: Comparison | ExactClaim) -> list[str]:
    """Return the studies whose runs a claim compares, sorted."""
    own = [str(side[STUDY]) for side in claim.sides.values() if STUDY in side] if isinstance(claim, Comparison) else []
    return sorted({claim.study, *own})
