"""Code that tables share; not part of the catalog of tables."""
