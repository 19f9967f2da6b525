"""Small limits on a run's processes: memory, open files, file size, processes, stack, processor time."""

import re

from tests.faults.commands import Ended
from tests.faults.scenario import Scene
from tests.faults.states import States
from tests.faults.users import become_another

WHAT = "Run under a seeded small limit; lift it and run again"
# From where the tools themselves cannot start to where a run nearly comes to its end; `prlimit` counts in bytes.
LIMITS: dict[str, tuple[int, ...]] = {
    "as": (1_000_000_000, 2_500_000_000, 5_000_000_000),
    "nofile": (12, 32, 80),
    "fsize": (0, 2_000, 50_000),
    "nproc": (2, 8, 16),
    "stack": (65_536, 262_144, 1_048_576),
    "cpu": (1, 3, 6),
}
OURS = re.compile(r'groundwork[./]|workflow/scripts/|/Snakefile", line')


def play(states: States, scene: Scene, number: int) -> None:
    """Run under a limit, which must end in time and in plain words; without it the next run has the right bytes."""
    limit = sorted(LIMITS)[number % len(LIMITS)]
    values = LIMITS[limit]
    value = values[number // len(LIMITS) % len(values)]
    states.begin(scene, "half done")
    if limit == "nproc":
        become_another(scene)  # it counts all of a user's processes, and none of root's
    unlimited = scene.before
    scene.before = (*unlimited, "prlimit", f"--{limit}={value}")
    ended = scene.enter("snakemake").end()
    scene.did(f"{limit} {value}")
    scene.must_be_deserted()
    scene.must_hold_nothing_false()
    _must_be_plain(scene, ended)
    scene.before = unlimited
    scene.must_end_right(scene.any_entry())


def _must_be_plain(scene: Scene, ended: Ended) -> None:
    """AssertionError where code of ours shows a traceback; that of a tool that cannot even start is its own."""
    if OURS.search(ended.output):
        scene.must_be_plain(ended)
