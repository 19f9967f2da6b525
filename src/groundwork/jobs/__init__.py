"""Jobs: each computes and writes one planned record."""
