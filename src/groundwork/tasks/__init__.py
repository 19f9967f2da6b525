"""Kinds of tasks: what a network is trained for and how it is measured, one file for each kind."""
