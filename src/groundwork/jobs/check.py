"""One exact check as a job."""

from groundwork.config.catalog import CHECK
from groundwork.records import CheckBody
from groundwork.specs import CheckSpec
from groundwork.training.components import named
from groundwork.training.exactness import make_exact


def run_check(spec: CheckSpec) -> CheckBody:
    """Return what an exact check found; the same source gives the same body."""
    make_exact()
    body: CheckBody = named(CHECK, spec.check)()
    return body
