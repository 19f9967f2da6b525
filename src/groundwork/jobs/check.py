"""One exact check as a job."""

from groundwork.components.catalog import named
from groundwork.config.catalog import CHECK
from groundwork.planning.specs import CheckSpec
from groundwork.records.schema import CheckBody
from groundwork.training.exactness import make_exact


def run_check(spec: CheckSpec) -> CheckBody:
    """Return what an exact check found; the same source gives the same body."""
    make_exact()
    body: CheckBody = named(CHECK, spec.check)()
    return body
