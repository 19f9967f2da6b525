"""The imports that runs share are in use: without them each run is right all the same, and takes seconds longer."""

from pathlib import Path

import groundwork
from groundwork.running import fork_client
from tests.workflow.preloaded.sitecustomize import FORK_SERVER
from tests.workflow.project import Project


def test_the_hook_knows_the_fork_server_by_its_path() -> None:
    server = Path(fork_client.__file__).with_name(fork_client.SERVER)

    assert server.relative_to(Path(groundwork.__file__).parents[2]).as_posix() == FORK_SERVER.removeprefix("/")


def test_a_run_by_dvc_has_its_fork_servers_and_snakemake_from_there(project: Project, imports: Path) -> None:
    """Each process that has imports done notes the folders for which it was forked."""
    project.edit("params.yaml", "[1e-1, 1e-2, 1e-3]", "[1e-1, 1e-2, 1e-4]")

    project.run_dvc("repro")

    for name in ("torch", "pandas", "snakemake"):
        assert str(project.root) in (imports / f"{name}.forks").read_text(encoding="utf-8").splitlines()
