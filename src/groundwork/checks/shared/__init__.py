"""What checks share; nothing here is in the catalog of checks."""
