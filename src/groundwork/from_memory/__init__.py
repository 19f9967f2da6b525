"""Whiteboard exercises: one file per exercise, which the report prints verbatim."""
