"""The processes of a run, found by the run's mark in their environment or by the folder they work in (Linux alone)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "FAULTS_SCENARIO"
JOB = re.compile(r"workflow/scripts/\w+\.py")
OURS = re.compile(r"groundwork[/.]\w")


@dataclass(frozen=True)
class Process:
    """One living process, as /proc shows it."""

    pid: int
    parent: int
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """The words of its command line."""
        return " ".join(self.words)

    def is_program(self, name: str) -> bool:
        """Whether it is a Python program of that name, not the shell that started it."""
        return len(self.words) > 1 and "python" in Path(self.words[0]).name and Path(self.words[1]).name == name


def processes_of(folder: Path, mark: str) -> list[Process]:
    """Return the living processes that bear a run's mark or work in its folder, in order of their numbers."""
    return sorted(_find(folder, mark), key=lambda process: process.pid)


def jobs_of(processes: list[Process]) -> list[Process]:
    """Return the processes of single jobs: their shells, what these start, and forks of the fork server."""
    commands = {process.pid: process.command for process in processes}
    forks = [each for each in _own(processes) if commands.get(each.parent) == each.command]
    return [each for each in processes if JOB.search(each.command)] + forks


def fork_servers_of(processes: list[Process]) -> list[Process]:
    """Return the processes that wait with the imports done: ours, but no job's."""
    commands = {process.pid: process.command for process in processes}
    return [each for each in _own(processes) if commands.get(each.parent) != each.command]


def _own(processes: list[Process]) -> list[Process]:
    return [each for each in processes if OURS.search(each.command) and not JOB.search(each.command)]


def _find(folder: Path, mark: str) -> Iterator[Process]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"{MARK}={mark}".encode() in (entry / "environ").read_bytes().split(b"\0")
            if not marked and (entry / "cwd").readlink() != folder:
                continue
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
            state, parent = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it has ended meanwhile, or is another user's
        if state not in "ZX":
            yield Process(int(entry.name), int(parent), tuple(words))
