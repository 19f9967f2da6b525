"""A sample of the scenarios; `make faults` plays them all."""

from pathlib import Path

import pytest

from tests.faults.kinds import KINDS
from tests.faults.scenario import CannotPlayError
from tests.faults.seeds import SCENARIOS
from tests.faults.states import States
from tests.sharing import Shared
from tests.workflow.project import Project

SAMPLE = [(kind, number) for kind in KINDS for number in SCENARIOS[kind].sample]


@pytest.fixture(scope="session")
def states(new: Project, finished: Project, shared: Shared) -> States:
    """The projects that scenarios begin with."""
    return States(new, finished, shared)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds a run's processes in /proc")
@pytest.mark.parametrize(("kind", "number"), SAMPLE, ids=lambda value: str(value))
def test_a_run_survives(states: States, kind: str, number: int) -> None:
    try:
        with states.scene(kind, number) as scene:
            KINDS[kind].play(states, scene, number)
    except CannotPlayError as reason:
        pytest.skip(str(reason))
    assert scene.done, "the scenario did nothing"
