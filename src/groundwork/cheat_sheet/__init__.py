"""PyTorch as an interviewer expects to see it, one short file for each thing to write, run by the tests."""
