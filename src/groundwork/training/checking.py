"""One exact check as a job."""

from groundwork import checks
from groundwork.plan import CheckSpec
from groundwork.records import CheckBody
from groundwork.training.exactness import make_exact


def run_check(spec: CheckSpec) -> CheckBody:
    """Return what an exact check found; the same source gives the same body."""
    make_exact()
    body: CheckBody = getattr(checks, spec.check)()
    return body
