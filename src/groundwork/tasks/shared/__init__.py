"""What tasks share; nothing here is in the catalog of tasks."""
