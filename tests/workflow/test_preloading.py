"""The imports that runs share are in use: without them each run is right all the same, and takes seconds longer."""

from pathlib import Path

import groundwork
from groundwork.running import fork_client
from tests.workflow.preloaded.sitecustomize import FORK_SERVER
from tests.workflow.preloading import has_forked
from tests.workflow.project import Project


def test_the_hook_knows_the_fork_server_by_its_path() -> None:
    server = Path(fork_client.__file__).with_name(fork_client.SERVER)

    assert server.relative_to(Path(groundwork.__file__).parents[2]).as_posix() == FORK_SERVER.removeprefix("/")


def test_a_run_has_its_fork_servers_and_snakemake_from_there(extended: Project, imports: Path) -> None:
    assert has_forked(imports, extended.root) == {"torch", "pandas", "snakemake"}
