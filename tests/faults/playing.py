"""Plays one scenario and says how it ended."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.kinds import KINDS
from tests.faults.scenario import CannotPlayError
from tests.faults.states import States
from tests.sharing import Shared
from tests.workflow.project import clone_working_tree

Played = dict[str, Any]


def make_states(folder: Path) -> States:
    """Return the projects that scenarios begin with, made anew in a folder."""
    new = clone_working_tree(folder / "new")
    finished = new.copy(folder / "finished")
    finished.run_snakemake()
    return States(new, finished, Shared(folder / "shared"))


def play(states: States, kind: str, number: int) -> Played:
    """Play one scenario and return what it did, or what went wrong, or why it cannot be played here."""
    began = time.monotonic()
    done: Counter[str] = Counter()
    places: list[str] = []
    outcome: Played = {"fault": None, "skipped": None}
    try:
        with states.scene(kind, number) as scene:
            done, places = scene.done, scene.places
            KINDS[kind].play(states, scene, number)
    except CannotPlayError as reason:
        outcome["skipped"] = str(reason)
    except Exception as fault:  # whatever went wrong is this scenario's own outcome; the others are played all the same
        outcome["fault"] = "\n".join([f"{type(fault).__name__}: {fault}", *getattr(fault, "__notes__", ())])
    return outcome | {"done": dict(done), "places": places, "seconds": round(time.monotonic() - began, 1)}


def counts_of(played: dict[str, Played]) -> dict[str, Any]:
    """Return the counts of scenarios, faults and reasons not to play, by kind."""
    counts: dict[str, Any] = {}
    for kind in KINDS:
        those = [each for name, each in played.items() if name.partition("-")[0] == kind]
        faults = sum((Counter(each["done"]) for each in those if not each["skipped"]), Counter[str]())
        skipped = Counter(each["skipped"] for each in those if each["skipped"])
        counts[kind] = {
            "scenarios": len(those) - skipped.total(),
            "faults": dict(sorted(faults.items())),
            "skipped": dict(sorted(skipped.items())),
        }
    return counts
