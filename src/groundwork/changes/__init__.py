"""What changed between a report and the one before it."""
