"""What measurements share; nothing here is in the catalog of measurements."""
