"""Plays scenarios and keeps how each ended, so that a run of all goes on where it was interrupted.

python -m tests.faults.run                   all of them (about an hour): what `make faults` does
python -m tests.faults.run kills 3 4         the fourth and the fifth of one kind, writing nothing
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.kinds import KINDS
from tests.faults.scenario import CannotPlayError
from tests.faults.seeds import SCENARIOS
from tests.faults.states import States
from tests.faults.version import source_digest
from tests.workflow.project import REPOSITORY, clone_working_tree

PROGRESS = REPOSITORY / ".faults" / "progress.json"
Played = dict[str, Any]


def play(states: States, kind: str, number: int) -> Played:
    """Play one scenario and return what it did, or what went wrong, or why it cannot be played here."""
    began = time.monotonic()
    done: Counter[str] = Counter()
    outcome: Played = {"fault": None, "skipped": None}
    try:
        with states.scene(kind, number) as scene:
            done = scene.done
            KINDS[kind].play(states, scene, number)
    except CannotPlayError as reason:
        outcome["skipped"] = str(reason)
    except Exception as fault:  # whatever goes wrong is this scenario's own outcome, and the others are played
        outcome["fault"] = f"{type(fault).__name__}: {fault}\n(it lies in {scene.folder})"
    return outcome | {"done": dict(done), "seconds": round(time.monotonic() - began, 1)}


def main(words: list[str]) -> int:
    """Play the scenarios that the words name, or all that are not yet played; 1 where one found a fault."""
    for kind, module in KINDS.items():
        print(f"{kind}: {SCENARIOS[kind].whole} scenarios. {module.WHAT}.", flush=True)
    chosen = [(words[0], int(word)) for word in words[1:]]
    everything = [(kind, number) for kind in KINDS for number in range(SCENARIOS[kind].whole)]
    digest = source_digest(REPOSITORY)
    played = {} if chosen else read_progress(digest)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        new = clone_working_tree(Path(folder) / "new")
        finished = new.copy(Path(folder) / "finished")
        finished.run_snakemake()
        states = States(new, finished, Path(folder))
        for kind, number in chosen or everything:
            name = f"{kind} {number}"
            if name not in played or played[name]["fault"]:
                played[name] = play(states, kind, number)
                _tell(name, played[name])
            if not chosen:
                _keep_progress(digest, played)
    return _end(digest, played, complete=not chosen)
