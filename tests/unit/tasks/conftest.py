"""Shared by the tests of tasks: a tiny planted dataset, and specs for it."""

from tests.exactness import exact
from tests.unit.planted import always_exact, prepared, spec_with, splits

__all__ = ["always_exact", "exact", "prepared", "spec_with", "splits"]
