"""The projects that scenarios begin with, each with the results that it must have in the end."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.faults.scenario import Scene, halve
from tests.faults.seeds import random_of
from tests.sharing import Shared
from tests.workflow.project import Project, Snapshot


@dataclass(frozen=True)
class Edit:
    """A change to one file of a project, found by its name."""

    file: str
    old: str
    new: str

    def make(self, project: Project) -> None:
        """Change the file."""
        self._replace(project, self.old, self.new)

    def undo(self, project: Project) -> None:
        """Change it back."""
        self._replace(project, self.new, self.old)

    def path(self, project: Project) -> str:
        """Return the file's path below the project's folder."""
        (path,) = [each for place in (".", "src") for each in (project.root / place).glob(self._pattern(place))]
        return str(path.relative_to(project.root))

    def _replace(self, project: Project, old: str, new: str) -> None:
        """Save the file as editors do: whole, so that nobody reads half of it."""
        path = project.root / self.path(project)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path.name} says {old!r} {text.count(old)} times"
        part = path.with_name(f".{path.name}.saved")
        part.write_text(text.replace(old, new), encoding="utf-8")
        part.replace(path)

    def _pattern(self, place: str) -> str:
        return self.file if place == "." else f"**/{self.file}"


RATE = Edit("params.yaml", "[1e-1, 1e-2, 1e-3]", "[1e-1, 1e-2, 2e-3]")
TITLE = Edit("params.yaml", "title: Groundwork", "title: Another title")
FIGURE = Edit("figures/curves.py", ', logarithmic", limit', ', edited", limit')
HALVED = Edit("schedules.py", "    return progress.learning_rate\n", "    return progress.learning_rate / 2\n")
QUARTERED = Edit("schedules.py", "    return progress.learning_rate\n", "    return progress.learning_rate / 4\n")
CHANGES_OF_A_STATE = ("title", "rate", "figure", "schedule")
STATES = ("fresh", "half done", "changed")
WITH_OWN_IMPORTS = ("kills",)  # they look for processes by what these were started as
CHANGES = {"rate": RATE, "title": TITLE, "figure": FIGURE, "schedule": HALVED, "schedule again": QUARTERED}


@dataclass
class States:
    """Projects to copy: a new one, a finished one; and the results from scratch after each change."""

    new: Project
    finished: Project
    shared: Shared
    results: dict[str, Snapshot] = field(default_factory=dict)

    @cached_property
    def known(self) -> Project:
        """The finished project after `dvc repro`, so that there is all that DVC keeps."""
        place = self.shared.folder("known", lambda place: self.finished.copy(place / "project").run_dvc("repro"))
        return self.finished.at(place / "project")

    def results_of(self, change: str | None) -> Snapshot:
        """Return the results that a project has in the end, after one of the changes or none, made from scratch."""
        if change is None:
            return self.results.setdefault("", self.finished.snapshot())
        if change not in self.results:
            place = self.shared.folder(f"changed {change}", lambda place: self._make_changed(place, change))
            self.results[change] = json.loads((place / "results.json").read_text(encoding="utf-8"))
        return self.results[change]

    def _make_changed(self, place: Path, change: str) -> None:
        project = self.new.copy(place / "project")
        CHANGES[change].make(project)
        project.run_snakemake()
        (place / "results.json").write_text(json.dumps(project.snapshot()), encoding="utf-8")
        shutil.rmtree(project.root)

    @contextmanager
    def scene(self, kind: str, number: int) -> Iterator[Scene]:
        """Give a copy of the finished project to a scenario; deleted afterwards, but for one that found a fault."""
        # Not in the tests' own folder, into which another user cannot look; and short, since sockets lie below it.
        folder = Path(tempfile.mkdtemp(prefix="faults-"))
        folder.chmod(0o755)
        (folder / "tmp").mkdir()
        (folder / "tmp").chmod(0o1777)
        project = self.known.copy(folder / "project")
        if kind in WITH_OWN_IMPORTS:
            project = project.without_imports()
        scene = Scene(project, self.results_of(None), folder, random_of(kind, number))
        kept = False
        try:
            yield scene
        except AssertionError as fault:
            fault.add_note(f"It lies in {folder}.")
            kept = True
            raise
        finally:
            scene.end_all()
            if not kept:
                shutil.rmtree(folder, ignore_errors=True)

    def begin(self, scene: Scene, state: str) -> None:
        """Put the scene's project into a state: `fresh`, `half done`, or `changed` in one of the ways above."""
        shutil.rmtree(scene.root)
        (self.new if state == "fresh" else self.known).copy(scene.root)
        scene.expected = self.results_of(None)
        if state == "half done":
            halve(scene.project, scene.random)
        if state == "changed":
            change = scene.random.choice(CHANGES_OF_A_STATE)
            CHANGES[change].make(scene.project)
            scene.expected = self.results_of(change)
