"""Differences between a report and the previous one."""
