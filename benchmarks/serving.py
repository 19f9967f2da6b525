"""A process with one engine that trains one epoch per input line."""

import json
import sys
import time
from typing import Any

from benchmarks import engines
from benchmarks.lessons import Lessons


def serve(order: dict[str, Any]) -> None:
    """Report that the engine is ready, then answer each input line with a lap, as JSON lines."""
    make = getattr(engines, order["engine"])
    engine = make(Lessons.from_text(order["lessons"]), order["seed"], **order["settings"])
    _say({"ready": True})
    for _line in sys.stdin:
        start = time.perf_counter()
        images, loss = engine.epoch()
        _say({"images": images, "loss": loss, "start": start, "end": time.perf_counter()})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
