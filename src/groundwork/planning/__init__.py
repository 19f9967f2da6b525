"""From parameters to specs, and from specs to a plan of records."""
