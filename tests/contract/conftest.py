"""Lets the contract tests compute as a job does."""

from tests.exactness import exact

__all__ = ["exact"]
