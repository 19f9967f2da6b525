"""The command-line interface of the jobs."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.errors import UserError, run_script
from groundwork.core.identity import PACKAGE
from groundwork.dataset.origins import ORIGINS
from groundwork.running.command_line import (
    INSIDE_FORK,
    INTERRUPTED,
    REPORT_LIBRARIES,
    TRAINING_LIBRARIES,
    Arguments,
    run_job,
)

Run = Callable[..., Arguments]
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a job that records its arguments, and return them."""

    def run_with(arguments: Sequence[str], required: Sequence[str] = (), **settings: Any) -> Arguments:
        seen: list[Arguments] = []

        def main(arguments: Arguments) -> str:
            """Record the arguments."""
            seen.append(arguments)
            return "the line that sums it up"

        monkeypatch.setattr(sys, "argv", ["job.py", *arguments])
        run_job(main, required=required, **settings)
        return seen[0]

    return run_with


def test_arguments_arrive_by_name_with_defaults(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    defaults = {"params": "params.yaml"}

    assert run(["--record", "a b"], required=["record"], defaults=defaults).values == {
        "record": "a b",
        "params": "params.yaml",
    }
    assert run(["--params", "x.yaml"], defaults=defaults).values == {"params": "x.yaml"}
    assert capsys.readouterr().out == "the line that sums it up\n" * 2


def test_job_inside_fork_requests_no_fork(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSIDE_FORK, "1")
    monkeypatch.setattr("groundwork.running.command_line.run_of_job", lambda: "its run")
    monkeypatch.setattr("groundwork.running.command_line.exit_when_run_ends", lambda _run: None)
    monkeypatch.setattr("groundwork.running.command_line.run_in_fork", lambda _run, _libraries: 7)

    assert run([], libraries=["json"]).values == {}
    monkeypatch.delenv(INSIDE_FORK)
    with pytest.raises(SystemExit) as end:
        run([], libraries=["json"])
    assert end.value.code == 7
    monkeypatch.delenv(INSIDE_FORK)
    assert run([]).values == {}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([], "the following arguments are required: --record"),
        (["--record", "r", "--speed", "9"], "--speed 9"),
    ],
)
def test_invalid_command_line_exits_with_2(
    run: Run, capsys: pytest.CaptureFixture[str], told: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as end:
        run(told, required=["record"])

    assert end.value.code == 2
    assert words in capsys.readouterr().err


DATASETS = f"({', '.join(sorted(ORIGINS))})"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            ["prepare.py", "--dataset", "mnits", "--digest", "0"],
            f"--dataset mnits: no such dataset; did you mean 'mnist'? {DATASETS}",
        ),
        (
            ["prune.py", "--params", "other.yaml"],
            "other.yaml: no such file; name an existing one, or restore params.yaml from the repository",
        ),
        (
            ["train.py", "--record", "r"],
            "GROUNDWORK_PLAN is not set: `snakemake` plans and starts the jobs; run `snakemake`",
        ),
    ],
)
def test_unknown_name_is_one_line_error(command: list[str], message: str) -> None:
    script, *told = command
    whole = [sys.executable, str(REPOSITORY / "workflow" / "scripts" / script), *told]
    done = subprocess.run(whole, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{message}\n")


def test_script_rejects_package_from_other_folder(tmp_path: Path) -> None:
    script = tmp_path / "workflow" / "scripts" / "prune.py"
    script.parent.mkdir(parents=True)
    script.write_bytes((REPOSITORY / "workflow" / "scripts" / "prune.py").read_bytes())

    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False)

    told = f"{script}: belongs to {tmp_path}, but Python imports the package from {PACKAGE.parents[1]}"
    assert done.stderr == f"{told}; prefix the command with PYTHONPATH={tmp_path}/src\n"
    assert done.returncode == 1


def test_user_error_prints_only_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def main(arguments: Arguments) -> str:
        """Fail."""
        raise UserError("place: value: what is allowed")

    monkeypatch.setattr(sys, "argv", ["job.py"])
    with pytest.raises(SystemExit) as end:
        run_job(main)

    assert end.value.code == "place: value: what is allowed"


def test_an_interrupted_job_ends_with_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def main(arguments: Arguments) -> str:
        """Be interrupted."""
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["job.py"])
    with pytest.raises(SystemExit) as end:
        run_job(main)

    assert end.value.code == INTERRUPTED


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            MemoryError(),
            "out of memory; use fewer --cores, or raise the limit (ulimit -v), and run the same command again",
        ),
        (
            OSError(28, "", "results/x.csv"),
            "results/x.csv: No space left on device; free disk space and run the same command again",
        ),
    ],
)
def test_resource_error_of_job_is_one_line(monkeypatch: pytest.MonkeyPatch, error: Exception, line: str) -> None:
    def main(arguments: Arguments) -> str:
        """Fail."""
        raise error

    monkeypatch.setattr(sys, "argv", ["job.py"])
    with pytest.raises(SystemExit) as end:
        run_job(main)

    assert end.value.code == line


def test_unexpected_error_keeps_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def main(arguments: Arguments) -> str:
        """Fail."""
        raise KeyError("ours")

    monkeypatch.setattr(sys, "argv", ["job.py"])
    with pytest.raises(KeyError, match="ours"):
        run_job(main)


def test_a_script_ends_with_the_message_of_a_mistake() -> None:
    def main() -> None:
        raise UserError("one\ntwo")

    with pytest.raises(SystemExit) as end:
        run_script(main)

    assert end.value.code == "one\ntwo"


def test_script_does_not_shadow_library_of_same_name(tmp_path: Path) -> None:
    (tmp_path / "tabulate.py").write_text("", encoding="utf-8")
    script = tmp_path / "job.py"
    script.write_text(
        "from groundwork.running.command_line import Arguments, run_job\n\n\n"
        "def main(arguments: Arguments) -> str:\n    import tabulate\n\n"
        "    return str(hasattr(tabulate, 'tabulate'))\n\n\n"
        "run_job(main)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


@pytest.mark.parametrize("libraries", [TRAINING_LIBRARIES, REPORT_LIBRARIES])
def test_preimported_libraries_exist(libraries: Sequence[str]) -> None:
    assert [name for name in libraries if importlib.util.find_spec(name) is None] == []


def test_job_process_imports_little_before_fork() -> None:
    """Checks what is actually imported: every job of a run pays for these imports."""
    slow = ["argparse", "dataclasses", "inspect", "pathlib", "shutil", "subprocess", "tempfile", "threading"]
    code = f"import sys, groundwork.running.command_line; print([name for name in {slow!r} if name in sys.modules])"
    # Without site, which loads some of them where packages are installed in place.
    command = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {code}"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("[]\n", "")
