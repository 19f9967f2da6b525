"""What tables share; nothing here is in the catalog of tables."""
