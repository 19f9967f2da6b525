"""Runs the contract tests with the deterministic settings of a job."""

from tests.exactness import exact

__all__ = ["exact"]
