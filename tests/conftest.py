"""Lets all tests, and what they start, compute with the kernels that jobs compute with: before torch is imported."""

import os

from groundwork.processor import pin

pin(os.environ)
