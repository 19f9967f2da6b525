"""What every room reads: errors, identity, writing, statistics, the machine."""
