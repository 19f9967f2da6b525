"""Records: what they hold, how they lie on disk, what making them cost."""
