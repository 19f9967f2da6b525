"""Reads and validates params.yaml."""
