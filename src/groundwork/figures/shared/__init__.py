"""What figures share; nothing here is in the catalog of figures."""
