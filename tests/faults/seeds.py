"""How many scenarios of each kind there are, which of them are the sample, and the seed of each."""

from dataclasses import dataclass
from random import Random

SEED = 10
KILLS_OF_A_SCENARIO = 4


@dataclass(frozen=True)
class Scenarios:
    """How many scenarios of a kind there are, and the numbers of those that `make test` plays."""

    whole: int
    sample: tuple[int, ...]


SCENARIOS = {
    "kills": Scenarios(50, (20,)),
    "corruptions": Scenarios(100, (0, 54)),
    "full_disk": Scenarios(10, (0,)),
    "permissions": Scenarios(17, (0,)),
    "limits": Scenarios(18, (1,)),
    "clocks": Scenarios(8, (2,)),
    "two_runs": Scenarios(8, (0,)),
    "edits": Scenarios(13, (2,)),
}


def random_of(kind: str, number: int) -> Random:
    """Return the scenario's own source of chance, which is the same at each play."""
    return Random(f"{SEED} {kind} {number}")  # noqa: S311 - moments and places, no secrets
