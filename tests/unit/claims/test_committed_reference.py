"""The committed reference belongs to the claims, margins, seeds and runs as they are now."""

from pathlib import Path

import pytest

from groundwork.claims.files import read_claims
from groundwork.claims.identity import identities
from groundwork.config.reading import read_params
from groundwork.dataset.origins import ORIGINS
from groundwork.planning.study_identity import study_identity
from groundwork.reference.files import BUDGET, Reference, read_reference

ROOT = Path(__file__).parents[3]
AGAIN = "run `make reference` and commit what it writes"


@pytest.fixture(scope="module")
def reference() -> Reference:
    found = read_reference(ROOT)
    if found is None:
        pytest.skip("reference/ is empty until `make reference` has run")
    return found


def test_every_verdict_of_the_reference_is_on_a_claim_as_it_is_now(reference: Reference) -> None:
    claims = read_claims(ROOT / "report" / "content" / "claims.yaml")
    present = identities(claims, read_params(ROOT / "params.yaml", ORIGINS))
    changed = {name for name, kept in reference.verdicts.items() if present.get(name) != kept.identity}
    assert changed == set(), AGAIN


def test_every_study_of_the_reference_is_planned_as_it_was(reference: Reference) -> None:
    params = read_params(ROOT / "params.yaml", ORIGINS)
    changed = {
        name for name, kept in reference.provenance.studies.items() if study_identity(params, name, BUDGET) != kept
    }
    assert changed == set(), AGAIN
