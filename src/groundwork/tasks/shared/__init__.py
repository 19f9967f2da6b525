"""Shared by the tasks; nothing here is in the catalog of tasks."""
