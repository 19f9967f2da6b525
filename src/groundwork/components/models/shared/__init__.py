"""What models share; nothing here is in the catalog of models."""
