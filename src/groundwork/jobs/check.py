"""Job that runs one exact check."""

from groundwork.components.catalog import load_function
from groundwork.config.catalog import CHECK
from groundwork.planning.specs import CheckSpec
from groundwork.records.schema import CheckBody
from groundwork.training.exactness import make_deterministic


def run_check(spec: CheckSpec) -> CheckBody:
    """Return the result of an exact check; it depends only on the source."""
    make_deterministic()
    body: CheckBody = load_function(CHECK, spec.check)()
    return body
