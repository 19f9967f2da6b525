"""Training: a spec and data in, a record out."""
