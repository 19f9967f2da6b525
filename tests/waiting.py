"""How a test waits for another process."""

import time
from collections.abc import Callable

SECONDS = 300.0


def wait_until(condition: Callable[[], bool]) -> None:
    """Return once the condition holds; AssertionError where it does not in time."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
