"""The numbers of the tokens that are no words, in every vocabulary of sentences."""

PAD, START, END = 0, 1, 2
"""Fills a sentence up to the common length, stands before its first word, and after its last one."""
