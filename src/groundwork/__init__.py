"""Interview answers about neural networks, each backed by experiments that the reader can re-run."""
