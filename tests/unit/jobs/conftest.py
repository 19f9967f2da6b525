"""What the tests of jobs share: a tiny planted dataset, and specs for it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.planted import exact, prepared, spec_with, splits

__all__ = ["exact", "prepared", "spec_with", "splits"]
