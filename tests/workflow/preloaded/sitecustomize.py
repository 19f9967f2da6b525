"""Every Python that finds this folder on its path runs this first; see `preloading`.

A run's fork server hands itself over to a process that has its libraries imported already, and ends when that does.
Where nobody listens, it goes on as if this file were not there.

python -IS sitecustomize.py PROGRAM ARGUMENT ...   does the same in place of the Python program at that path
"""

import os
import sys
from collections.abc import Sequence

PLACE = "TESTS_PRELOADED"  # the environment variable with the folder in which the processes listen
HOOK = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - importing pathlib takes as long as all this
FORK_SERVER = "/src/groundwork/running/fork_server.py"


def hand_over(name: str, words: Sequence[str], path: Sequence[str]) -> None:
    """End as a fork of the process that listens for the name does; return where nobody listens."""
    import json
    import socket

    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(f"{os.environ[PLACE]}/{name}")
        except (OSError, KeyError):
            return
        environment = dict(os.environ)
        request = {"argv": words, "directory": os.getcwd(), "environment": environment, "path": path}  # noqa: PTH109
        socket.send_fds(connection, [json.dumps(request).encode() + b"\n"], [0, 1, 2])
        os._exit(int(connection.makefile().readline() or 1))


def main(words: list[str]) -> None:
    """Hand a program over, or run it; either way its fork servers hand themselves over."""
    paths = [*filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)), HOOK]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    folder, name = os.path.split(words[0])
    hand_over(name, words, [folder, *paths])
    os.execv(words[0], words)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
elif len(sys.orig_argv) > 5 and sys.orig_argv[2].endswith(FORK_SERVER):
    hand_over(sys.orig_argv[5], sys.orig_argv[2:], sys.path)
