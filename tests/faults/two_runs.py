"""Two runs at once in one folder: one waits or is refused in a line, and nothing is lost."""

import re
import time

from tests.faults.commands import Ended
from tests.faults.scenario import ENTRIES, Scene
from tests.faults.states import STATES, States

WHAT = "Start two runs in one folder, a seeded time apart"
PAIRS = [(first, second) for first in ENTRIES for second in ENTRIES]
LONGEST_WAIT = 6.0
REFUSED = re.compile(r"lock|another run|already", re.IGNORECASE)


def play(states: States, scene: Scene, number: int) -> None:
    """Start two runs; at least one must come to its end, and the other be refused in plain words, or end right too."""
    states.begin(scene, STATES[number % len(STATES)])
    pair = PAIRS[number % len(PAIRS)]
    first = scene.enter(pair[0])
    time.sleep(scene.random.choice((0.0, scene.random.uniform(0.0, LONGEST_WAIT))))
    second = scene.enter(pair[1])
    ends = [first.end(), second.end()]
    scene.did(" and ".join(pair))
    for ended in ends:
        _must_be_plain(scene, ended)
    assert any(ended.status == 0 for ended in ends), "neither came to its end:\n" + "\n".join(e.output for e in ends)
    scene.must_be_right()
    scene.must_be_deserted()
    scene.must_end_right(scene.any_entry())


def _must_be_plain(scene: Scene, ended: Ended) -> None:
    scene.must_be_plain(ended)
    if ended.status != 0:
        assert REFUSED.search(ended.output), f"refused without a reason:\n{ended.output}"
