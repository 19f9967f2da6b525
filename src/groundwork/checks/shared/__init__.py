"""Shared by the checks; nothing here is in the catalog of checks."""
