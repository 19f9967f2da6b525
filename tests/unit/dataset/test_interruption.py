"""A killed download leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

CODE = """
import sys
from pathlib import Path
from groundwork.dataset.acquisition import resolve_datasets
resolve_datasets(["fashion-mnist"], "digits", Path(sys.argv[1]), print)
"""


def test_killed_download_leaves_no_final_file(root: Path, serve: Callable[..., str]) -> None:
    asked, ended = threading.Event(), threading.Event()

    class Trickling(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"\x1f\x8b\x08\x08\0\0\0\0\0\xff")
            asked.set()
            try:
                while True:
                    self.wfile.write(b"n")
                    time.sleep(0.02)
            except OSError:
                ended.set()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    environment = os.environ | {"GROUNDWORK_DATA_MIRROR": serve(root, Trickling)}
    process = subprocess.Popen([sys.executable, "-c", CODE, str(root)], env=environment)
    assert asked.wait(10)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert ended.wait(10)
    assert [path.name for path in (root / "data/raw/fashion-mnist").iterdir()] == [".incoming"]
    assert list((root / "data/prepared").glob("*.npz")) == []
