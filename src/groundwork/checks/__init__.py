"""Exact checks: claims that need no statistics, each decided by code that the report prints."""
