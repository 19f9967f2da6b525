"""Lets the tests of the exports use the report's made-up input."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.report.conftest import samples

__all__ = ["samples"]
