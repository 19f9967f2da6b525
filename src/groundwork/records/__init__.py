"""Records: schema, files on disk, and the cost of each record."""
