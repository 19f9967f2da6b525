"""Shared by the measurements; nothing here is in the catalog of measurements."""
