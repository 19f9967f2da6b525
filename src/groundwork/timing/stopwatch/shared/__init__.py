"""Code shared by timings; nothing here is in the catalog of timings."""
