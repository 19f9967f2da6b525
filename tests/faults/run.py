"""Plays all scenarios, as many at once as there are cores, and goes on where it was interrupted.

python -m tests.faults.run                   all of them (an hour or more): what `make faults` does
python -m tests.faults.run --after-mending   those that found a fault, on the source that has it mended; the others keep
                                             the outcome of the source on which they were played, which the page says
python -m tests.faults.run kills-3 edits-0   some of them, writing nothing
"""

import json
import os
import signal
import sys
import tempfile
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

from tests.faults.kinds import KINDS
from tests.faults.page import COUNTS, write
from tests.faults.playing import Played, counts_of, make_states, play
from tests.faults.seeds import SCENARIOS, SEED
from tests.faults.states import States
from tests.faults.version import source_digest, version
from tests.workflow.project import REPOSITORY

_states: States  # of this process
AFTER_MENDING = "--after-mending"
PROGRESS = REPOSITORY / ".faults" / "progress.json"


def main(words: list[str]) -> int:
    """Play the scenarios that the words name, or all that have not passed yet; 1 where one found a fault."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what a scenario has started ends with us
    is_after_mending = AFTER_MENDING in words
    chosen = [
        (kind, int(number)) for kind, _, number in (word.partition("-") for word in words if word != AFTER_MENDING)
    ]
    source = source_digest(REPOSITORY)
    played = {} if chosen else _progress(None if is_after_mending else source)
    if not chosen:
        for kind, module in KINDS.items():
            _say(f"{kind}: {SCENARIOS[kind].whole} scenarios. {module.WHAT}.")
    everything = [(kind, number) for kind in KINDS for number in range(SCENARIOS[kind].whole)]
    passed = {name for name, each in played.items() if not each["fault"]}
    left = [(kind, number) for kind, number in chosen or everything if f"{kind}-{number}" not in passed]
    workers = max(1, min(len(left), os.cpu_count() or 1))
    with tempfile.TemporaryDirectory(prefix="faults-states-") as folder, Pool(workers, _prepare, [folder]) as pool:
        for name, outcome in pool.imap_unordered(_play, left):
            played[name] = outcome | {"source": source}
            _say(f"{name}: {_told(outcome)}")
            if not chosen:
                _keep_progress(played)
    return _end(source, played, complete=not chosen)


def _prepare(folder: str) -> None:
    """Make the projects that this process's scenarios begin with; the process ends as by Ctrl-C, whoever ends it."""
    global _states
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    own = Path(folder) / f"{os.getpid()}"
    own.mkdir()
    _states = make_states(own)


def _play(scenario: tuple[str, int]) -> tuple[str, Played]:
    kind, number = scenario
    return f"{kind}-{number}", play(_states, kind, number)


def _end(source: str, played: dict[str, Played], complete: bool) -> int:
    failed = [name for name, each in played.items() if each["fault"]]
    if failed:
        _say(f"{len(failed)} of {len(played)} scenarios found a fault: {', '.join(failed)}")
        return 1
    if complete:
        sources = Counter(each["source"] for each in played.values())
        earlier = {digest: count for digest, count in sources.items() if digest != source}
        counts = {"version": version(REPOSITORY), "source": source, "earlier": earlier, "seed": SEED}
        write(counts | {"kinds": counts_of(played)})
        _say(f"Every scenario ended as it must; the counts are in {COUNTS.relative_to(REPOSITORY)}: commit it.")
    return 0


def _told(played: Played) -> str:
    what = ", ".join([*(f"{what} x {count}" for what, count in played["done"].items()), *played["places"]])
    ended = f"skipped, {played['skipped']}" if played["skipped"] else played["fault"] or "as it must"
    return f"{played['seconds']} s, {what or 'nothing done'}: {ended}"


def _progress(source: str | None) -> dict[str, Played]:
    """Return what earlier runs have played of a source, or of any."""
    if not PROGRESS.is_file():
        return {}
    kept: dict[str, Played] = json.loads(PROGRESS.read_text(encoding="utf-8"))
    return {name: each for name, each in kept.items() if source in (each["source"], None)}


def _keep_progress(played: dict[str, Played]) -> None:
    PROGRESS.parent.mkdir(exist_ok=True)
    part = PROGRESS.with_suffix(".part")
    part.write_text(json.dumps(played, indent=1), encoding="utf-8")
    part.replace(PROGRESS)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
