"""Judges claims against the tables: facts and verdicts."""
