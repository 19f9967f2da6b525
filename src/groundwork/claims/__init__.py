"""Claims judged against the tables, which gives facts and verdicts."""
