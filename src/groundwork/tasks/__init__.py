"""Tasks: what a network is trained for and how it is evaluated, one file per kind."""
