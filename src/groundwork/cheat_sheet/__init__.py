"""A PyTorch cheat sheet for interviews: one short file per topic, run by the tests."""
