"""Derived metrics: each function measures one side of a claim seed by seed, and its name is the metric's name."""
