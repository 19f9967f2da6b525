"""The page of what only a clock can tell, which differs from run to run and is no part of the report."""
