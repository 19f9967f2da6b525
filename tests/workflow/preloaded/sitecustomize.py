"""Every Python that finds this folder on its path runs this first; see `preloading`.

A run's fork server hands itself over to a process that has its libraries imported already, and ends when that does.
Where nobody listens, it goes on as if this file were not there.
"""

import os
import sys

FORK_SERVER = "/src/groundwork/running/fork_server.py"


def hand_over(words: list[str]) -> None:
    """Have a fork of the process that listens for the first library's name be the fork server in our place."""
    import json
    import socket

    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(f"{os.environ['TESTS_PRELOADED']}/{words[3]}")
        except (OSError, KeyError):
            return
        request = {"argv": words, "directory": os.getcwd(), "environment": dict(os.environ), "path": sys.path}  # noqa: PTH109
        socket.send_fds(connection, [json.dumps(request).encode() + b"\n"], [0, 1, 2])
        os._exit(int(connection.makefile().readline() or 1))


if len(sys.orig_argv) > 5 and sys.orig_argv[2].endswith(FORK_SERVER):
    hand_over(sys.orig_argv[2:])
