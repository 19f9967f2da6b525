"""Runs: startup, jobs, keys and receipts, devices, shutdown."""
