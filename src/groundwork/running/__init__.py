"""A run: its start, its jobs, its keys and receipts, its devices, its end."""
