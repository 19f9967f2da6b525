"""The page of wall-clock timings, which differ from run to run and are not part of the report."""
