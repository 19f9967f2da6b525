"""Code that figures share; not part of the catalog of figures."""
