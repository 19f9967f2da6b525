"""Lets the tests of the exports use the report's made-up input."""

from tests.unit.report.conftest import samples

__all__ = ["samples"]
