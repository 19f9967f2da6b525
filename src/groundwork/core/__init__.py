"""Shared by every package: errors, identity, writing, statistics, the machine."""
