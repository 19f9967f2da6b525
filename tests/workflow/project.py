"""A small project of its own for each scenario, run through the real tools, and what a run did to it."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.listing import project_files
from tests.waiting import SECONDS, wait_until
from tests.workflow.preloaded.sitecustomize import HOOK, PLACE
from tests.workflow.preloading import programs_in
from tests.workflow.small_content import shorten

REPOSITORY = Path(__file__).parents[2]
# The flash cards are not among them: what Anki takes for newer depends on the cards that were there before.
RESULTS = (
    *("records", "tables", "figures", "facts.csv", "verdicts.csv", "horizons.csv", "metrics.json"),
    *("report.html", "provenance.html", "report.qmd", "cheat-sheet.html", "preview.png"),
)
CONTENT = "report/content"
NOBODY_LISTENS = "http://127.0.0.1:9"
WOULD_LINE = re.compile(r"^would (\w+): results/(?:\w+/)?receipts/(.+)-[0-9a-f]{12}\.json$", re.MULTILINE)
WOULD_TRAIN_LINE = re.compile(r"^would train: results/records/(.+)-[0-9a-f]{12}\.json$", re.MULTILINE)
JOB_LINE = re.compile(r"^\[ *\d+/\d+\] (\w+)", re.MULTILINE)
DIGEST = re.compile(r"-[0-9a-f]{12}$")
SMALLER = "smaller: {train_images: 100, validation_images: 100, epochs: 1, seeds: [1, 2], tuning_seeds: [3, 4]}"

Snapshot = dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What one command did: what it printed, the labels of the records it trained, the other steps it made."""

    output: str
    trained: list[str]
    made: list[str]


@dataclass(frozen=True)
class Project:
    """A clone of the working tree, with parameters and prose that are small, that no network reaches."""

    root: Path
    imports: Path | None = None  # where processes listen that have the imports of its runs done (see preloading)

    def run_snakemake(self, *arguments: str, cores: int = 2, fails: bool = False, **environment: str) -> Outcome:
        """Run `snakemake`, which must end as expected; the terminal must tell of the jobs whose logs are new."""
        outcome = self._run(["snakemake", "--cores", str(cores), *arguments], fails, environment)
        if not fails:
            said = Counter("train" if rule == "train" else "made" for rule in JOB_LINE.findall(outcome.output))
            assert said == +Counter(train=len(outcome.trained), made=len(outcome.made)), outcome.output
        return outcome

    def would_do(self) -> tuple[list[str], list[str]]:
        """Return the labels of the records that `snakemake` would train, and the other steps that it would make."""
        said = self.run_snakemake("--dry-run").output
        return sorted(WOULD_TRAIN_LINE.findall(said)), sorted(step for _, step in WOULD_LINE.findall(said))

    def run_dvc(self, *arguments: str, fails: bool = False, **environment: str) -> Outcome:
        """Run `dvc`, which must end as expected."""
        return self._run(["dvc", *arguments], fails, environment)

    def make_report(self, fails: bool = False) -> Outcome:
        """Do what `make report` does once the environment is there; it must end as expected."""
        return self._run(["python", "-P", "workflow/scripts/reproduce.py"], fails, {})

    def end_snakemake_when(self, ready: Callable[[], bool], by: signal.Signals, alone: bool = False) -> str:
        """Start `snakemake`, signal it once something is true, and return what it said.

        With its whole process group, as a terminal does, or alone; either way nothing of it may live on.
        """
        # What runs in a shell's background ignores Ctrl-C, and so would all that it starts.
        earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
        with subprocess.Popen(
            [Path(sys.executable).with_name("snakemake"), "--cores", "2"],  # itself, which can be killed
            cwd=self.root,
            env=self.environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            wait_until(lambda: ready() or process.poll() is not None)
            assert process.poll() is None, "it ended before the signal could be sent"
            (os.kill if alone else os.killpg)(process.pid, by)
            said, _ = process.communicate(timeout=SECONDS)
        signal.signal(signal.SIGINT, earlier)
        wait_until(self._is_deserted)
        return said

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace the one place where a file of the project says something."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} says {old!r} {text.count(old)} times"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def ask_for_timing(self) -> None:
        """Have a study of the tiny parameters ask for a timing, which without this none does."""
        figures = "figures: [accuracy_by_variant, xor_learned]"
        self.edit("params.yaml", figures, f"{figures}\n    timings: [relu_against_sigmoid]")

    def add_tool(self, name: str, text: str) -> None:
        """Put a program on the path of every command, before those of the machine."""
        program = self.root / "tools" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)

    def use_whole_content(self) -> None:
        """Put the report's whole prose in place of the small part."""
        shutil.copytree(REPOSITORY / CONTENT, self.root / CONTENT, dirs_exist_ok=True)

    def copy(self, target: Path) -> "Project":
        """Return a copy in which everything has kept its time."""
        subprocess.run(["cp", "--archive", "--reflink=auto", str(self.root), str(target)], check=True)
        return self.at(target)

    def at(self, root: Path) -> "Project":
        """Return a project in another folder, whose runs have the same imports done."""
        return replace(self, root=root)

    def without_imports(self) -> "Project":
        """Return the same project, whose runs do their own imports."""
        return replace(self, imports=None)

    def forget(self, *names: str) -> None:
        """Delete files or folders of the project, where they exist."""
        for path in (self.root / name for name in names):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def git(self, *arguments: str) -> None:
        """Run `git`."""
        subprocess.run(["git", *arguments], cwd=self.root, env=self.environment({}), check=True, capture_output=True)

    def snapshot(self) -> Snapshot:
        """Return the SHA-256 of every file among the results that are the same on every run."""
        paths = (path for name in RESULTS for path in _files(self.root / "results" / name))
        return {str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def record(self, label: str) -> Path:
        """Return the path of the one record with a label."""
        (path,) = (self.root / "results" / "records").glob(f"{label}-*.json")
        return path

    def _run(self, command: Sequence[str], fails: bool, environment: Mapping[str, str]) -> Outcome:
        before = self._jobs()
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert (done.returncode != 0) == fails, done.stdout
        jobs = sorted(DIGEST.sub("", name) for name, moment in self._jobs().items() if before.get(name) != moment)
        trained = [name.removeprefix("train-") for name in jobs if name.startswith("train-")]
        return Outcome(done.stdout, trained, [name for name in jobs if not name.startswith("train-")])

    def _is_deserted(self) -> bool:
        """Whether no process is at work in the project any more."""
        return not any(_folder_of(process) == self.root for process in Path("/proc").glob("[0-9]*"))

    def _jobs(self) -> dict[str, tuple[int, int]]:
        """Return which jobs ever ran here, each with what changes when it runs again."""
        # A job that calls Quarto keeps what Quarto says in a log of its own.
        paths = (path for path in _files(self.root / "results" / "logs") if not path.stem.startswith("quarto-"))
        logs = {path.stem: path.stat() for path in paths}
        return {name: (log.st_mtime_ns, log.st_ctime_ns) for name, log in logs.items()}

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return the test's own environment, with this clone's source and tools and without any network or setting."""
        dropped = ("GROUNDWORK_", "DVC_", "GIT_", "SNAKEMAKE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOBODY_LISTENS)
        settings = str(self.root.parent / "dvc")
        source = more.get("PYTHONPATH", str(self.root / "src"))
        programs, hooks, imports = (
            ([str(programs_in(self.imports))], [HOOK], {PLACE: str(self.imports)}) if self.imports else ([], [], {})
        )
        return kept | proxies | {
            "PATH": os.pathsep.join(
                [str(self.root / "tools"), *programs, str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "DVC_GLOBAL_CONFIG_DIR": settings,
            "DVC_SYSTEM_CONFIG_DIR": settings,
            "DVC_SITE_CACHE_DIR": settings,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            **{f"GIT_{who}_{what}": "tests@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
            **more,
            "PYTHONPATH": os.pathsep.join([source, *hooks]),
            **imports,
        }  # fmt: skip


def clone_working_tree(root: Path) -> Project:
    """Return a project with the tracked files of the working tree, and those that git does not ignore, committed.

    It has the tiny parameters, and a small part of the prose.
    """
    for name in project_files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, root / name)
    shutil.copy2(root / "tests" / "data" / "tiny.yaml", root / "params.yaml")
    project = Project(root)
    project.edit("params.yaml", "\nbudgets:\n", f"\nbudgets:\n  {SMALLER}\n")
    shorten(root / CONTENT)
    project.git("init", "--quiet")
    project.git("add", "--all")
    project.git("commit", "--quiet", "--message", "A clone")
    return project


def _folder_of(process: Path) -> Path | None:
    try:
        return (process / "cwd").readlink()
    except OSError:
        return None


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())


def without_orphans(snapshot: Snapshot, planned: Snapshot) -> Snapshot:
    """Leave out the records that nothing plans any more: they stay on the disk, and nothing reads them."""
    return {name: value for name, value in snapshot.items() if name in planned or "/records/" not in name}
