"""What timings share; nothing here is in the catalog of timings."""
