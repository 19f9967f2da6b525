"""Exact checks: claims that need no statistics, each made by the code that the report prints."""
