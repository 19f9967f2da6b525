"""Jobs: a planned record in, the record written."""
