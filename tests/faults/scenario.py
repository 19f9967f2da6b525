"""What every scenario has: a project and a temporary folder of its own, and what must hold after a fault."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from random import Random

from tests.faults.commands import Ended, Run
from tests.faults.processes import MARK, Process, processes_of
from tests.workflow.project import Project, Snapshot, without_orphans

SECONDS_TO_BE_GONE = 5.0
# DVC runs Snakemake with the cores of the profile, all of them.
COMMANDS = {"snakemake": ("snakemake", "--cores", "2"), "dvc": ("dvc", "repro")}
ENTRIES = tuple(COMMANDS)
# The last one is how Snakemake shows a traceback that goes through the Snakefile.
TRACES = re.compile(r"Traceback \(most recent call last\)|^\s*\w+Error: |^\w+Error in file ", re.MULTILINE)


class CannotPlayError(Exception):
    """What a scenario needs is not to be had on this machine; the message says what."""


@dataclass
class Scene:
    """A project to do harm to, the results that it must have in the end, and what was done to it so far."""

    project: Project
    expected: Snapshot
    folder: Path
    random: Random
    done: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()  # the words before every command: another user, limits
    more: dict[str, str] = field(default_factory=dict)  # environment variables of every command
    strays: set[str] = field(default_factory=set)  # what a scenario itself has put among the results
    seen_at: Path | None = None  # where the project is seen from here, when its run sees other disks
    runs: int = 0

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.project.root

    @property
    def temporary(self) -> Path:
        """The folder for temporary files that the commands see."""
        return self.folder / "tmp"

    def did(self, what: str, place: str = "") -> None:
        """Count a fault that was done, and note where."""
        self.done[what] += 1
        self.places += [place] if place else []

    def start(self, *command: str, **environment: str) -> Run:
        """Start a command in the project."""
        self.runs += 1
        said = self.folder / f"said-{self.runs}.txt"
        # Python writes its bytecode, as it does where nobody has told it not to.
        # Who runs as another user, under limits or on another disk does its own imports.
        project = self.project.without_imports() if self.before else self.project
        own = {"TMPDIR": str(self.temporary), MARK: str(self.folder), "PYTHONDONTWRITEBYTECODE": ""}
        with said.open("wb") as file:
            process = subprocess.Popen(
                [*self.before, *command],
                cwd=self.root,
                env=project.environment({**own, **self.more, **environment}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Run(process, said)

    def enter(self, entry: str) -> Run:
        """Start a run by one of the two entry points."""
        return self.start(*COMMANDS[entry])

    def any_entry(self) -> str:
        """Return one of the two entry points."""
        return self.random.choice(ENTRIES)

    def living(self) -> list[Process]:
        """Return the processes of this scenario's runs."""
        return processes_of(self.root, str(self.folder))

    def end_all(self) -> None:
        """Kill what this scenario has left, so that it disturbs no other."""
        for process in self.living():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    def must_be_deserted(self) -> None:
        """AssertionError where a process or a temporary file of ours is there still after five seconds."""
        deadline = time.monotonic() + SECONDS_TO_BE_GONE
        while (left := self._left()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not left, f"left behind after {SECONDS_TO_BE_GONE:.0f} s: " + "; ".join(left)

    def must_end_right(self, entry: str) -> Ended:
        """Run to the end, which must come without a manual step, give the right bytes, and leave nothing behind."""
        return self.must_have_ended_right(self.enter(entry).end())

    def must_have_ended_right(self, ended: Ended) -> Ended:
        """AssertionError where a run has asked for a manual step, gives other bytes, or leaves something behind."""
        assert ended.status == 0, f"exit status {ended.status}; it said:\n{ended.output}"
        self.must_be_plain(ended)
        self.must_be_right()
        self.must_be_deserted()
        return ended

    def must_be_right(self) -> None:
        """AssertionError where a result has other bytes than without faults, is missing, or is one too many."""
        found = without_orphans(self._snapshot(), self.expected)
        wrong = sorted(
            name for name in found.keys() | self.expected.keys() if found.get(name) != self.expected.get(name)
        )
        assert not wrong, f"{len(wrong)} files not as in a run without faults: {', '.join(wrong[:10])}"

    def must_hold_nothing_false(self, *others: Snapshot, part: str = "/records/") -> None:
        """AssertionError where a file has bytes that no run without faults gives it; what is missing does not matter.

        A record's name says what it is, so that this holds of records at every moment.
        """
        known = (self.expected, *others)
        found = {name: value for name, value in self._snapshot().items() if part in name}
        wrong = sorted(
            name
            for name, value in found.items()
            if any(name in each for each in known) and all(each.get(name) != value for each in known)
        )
        assert not wrong, f"bytes that no run without faults gives: {', '.join(wrong)}"

    @staticmethod
    def must_be_plain(ended: Ended) -> None:
        """AssertionError where a command's output has a traceback."""
        assert not TRACES.search(ended.output), f"a traceback:\n{ended.output}"

    def must_name(self, ended: Ended, place: str) -> None:
        """AssertionError where a failed command does not name the place in a plain line."""
        self.must_be_plain(ended)
        lines = [line for line in ended.output.splitlines() if place in line]
        assert lines, f"exit status {ended.status}, and no line names {place}:\n{ended.output}"

    def _snapshot(self) -> Snapshot:
        """Return the results, without what was set aside, what a killed job left, and the scenario's own files."""
        return {name: value for name, value in self._seen().items() if not self._is_aside(name)}

    def _seen(self) -> Snapshot:
        return Project(self.seen_at or self.root).snapshot()

    def _is_aside(self, name: str) -> bool:
        path = PurePath(name)
        aside = any(part.endswith((".refused", ".part")) for part in path.parts)
        return aside or any(path.is_relative_to(stray) for stray in self.strays)

    def _left(self) -> list[str]:
        processes = [f"process {each.pid} ({each.command[:120]})" for each in self.living()]
        ours = self.temporary.rglob("groundwork*/**/*") if self.temporary.is_dir() else ()
        return processes + [str(path.relative_to(self.folder)) for path in ours if not path.is_dir()]


def halve(project: Project, random: Random, folders: Sequence[str] = ("results", "data/prepared")) -> None:
    """Leave a project half done: a seeded half of all that a run made is missing, as if it had never been made."""
    for path in sorted(path for name in folders for path in (project.root / name).rglob("*") if path.is_file()):
        if random.random() < 0.5:
            path.unlink()
    if random.random() < 0.5:
        shutil.rmtree(project.root / ".snakemake", ignore_errors=True)
