"""The run's folder exists exactly while the run is alive."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.running import runs
from groundwork.running.liveness import RUN, exit_when_run_ends, host_identity, run_of_job
from groundwork.running.locking import break_stale_lock
from groundwork.running.runs import begin
from tests.waiting import wait_until

RUNNER = """
import os, sys
from pathlib import Path
from groundwork.running.runs import begin
begin(Path())
print(os.environ["GROUNDWORK_RUN"], flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project as the working directory; atexit handlers are not registered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(RUN, "")
    return tmp_path


def folders() -> list[Path]:
    return sorted(Path(".snakemake", "groundwork").glob("run-*"))


def another() -> tuple[subprocess.Popen[str], Path]:
    """Return another run in the same project, in its own process, and its folder."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", RUNNER], stdin=pipe, stdout=pipe, text=True)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_jobs_get_a_private_run_folder() -> None:
    begin(Path())

    folder = Path(os.environ[RUN])
    assert folders() == [folder]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == ["alive"]
    assert (folder / "alive").read_text(encoding="utf-8") == host_identity()
    assert run_of_job() == str(folder)
    with (folder / "alive").open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)


def test_concurrent_runs_have_own_folders() -> None:
    other, folder = another()
    begin(Path())

    assert set(folders()) == {folder, Path(os.environ[RUN])}
    other.communicate()
    assert folders() == [Path(os.environ[RUN])]


def test_start_deletes_leftovers_of_killed_run() -> None:
    killed, folder = another()
    (folder / "torch").touch()
    part = Path("results", "records", ".a.json.17.part")
    part.parent.mkdir(parents=True)
    part.touch()
    unfinished = folder.with_name("run-of a start that was killed")
    unfinished.mkdir()
    killed.kill()
    killed.communicate()
    assert folders() == sorted([folder, unfinished])

    begin(Path())

    assert folders() == [Path(os.environ[RUN])]
    assert not part.exists()


def test_start_keeps_files_of_live_run() -> None:
    other, _ = another()
    part = Path("results", ".a.json.17.part")
    part.parent.mkdir()
    part.touch()

    begin(Path())

    assert part.exists()
    other.communicate()


def test_job_of_dead_run_does_not_start() -> None:
    other, folder = another()
    other.communicate()

    with pytest.raises(UserError) as error:
        exit_when_run_ends(str(folder))

    assert str(error.value) == "the run that this job belonged to has ended; run the same command again"


def test_no_run_folder_without_file_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)

    begin(Path())

    assert RUN not in os.environ
    assert folders() == []
    assert run_of_job() is None


def test_folder_deleted_by_another_start_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between creation and locking, a run's folder looks like a killed run's."""
    tokens = iter(["taken", "locked", "free"])
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: next(tokens))
    real, locks = os.open, []

    def interfere(path: Any, *rest: Any) -> int:
        if "run-taken" in str(path):
            Path(path).parent.rmdir()
        descriptor = real(path, *rest)
        if "run-locked" in str(path):
            locks.append(real(path, os.O_RDWR))
            fcntl.flock(locks[0], fcntl.LOCK_EX)
        return descriptor

    monkeypatch.setattr("os.open", interfere)
    begin(Path())
    os.close(locks[0])

    assert os.environ[RUN].endswith("run-free")


def test_no_room_for_a_run_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.write", refuse)

    with pytest.raises(UserError) as error:
        begin(Path())

    made = Path(".snakemake", "groundwork")
    assert str(error.value) == f"{made}: No space left on device; free disk space and run the same command again"


def test_too_few_open_files_are_refused_before_snakemake_fails_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _kind: (12, 4096))

    with pytest.raises(UserError) as error:
        begin(Path())

    assert str(error.value) == "ulimit -n: 12: a run needs 64 open files or more; raise it and run again"


def test_a_fork_of_the_main_process_does_not_end_the_run() -> None:
    begin(Path())
    folder = Path(os.environ[RUN])

    runs._end(folder, os.getpid() + 1)
    assert folder.exists()
    runs._end(folder, os.getpid())
    assert not folder.exists()


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells of the end of a process that is no child")
@pytest.mark.parametrize("shells", [0, 2])
def test_a_run_that_dvc_started_ends_with_it(root: Path, shells: int) -> None:
    """Through any number of shells in between."""
    command = f"{sys.executable} runner.py"
    Path("runner.py").write_text(RUNNER, encoding="utf-8")
    for number in range(shells):
        Path(f"shell{number}.sh").write_text(f"{command}; true\n", encoding="utf-8")
        command = f"sh shell{number}.sh"
    dvc = f"import os, subprocess; subprocess.run({command!r}.split(), env=os.environ | {{'DVC_STAGE': 'report'}})"
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", dvc], stdin=pipe, stdout=pipe, text=True)
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    assert folders() == [folder]

    process.send_signal(signal.SIGKILL)

    wait_until(lambda: is_free(folder / "alive"))


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells of the end of a process that is no child")
def test_a_run_refuses_to_begin_if_the_dvc_that_started_it_has_ended(root: Path) -> None:
    """Importing everything takes seconds, in which DVC may have been killed."""
    Path("runner.py").write_text(RUNNER, encoding="utf-8")
    Path("stage.sh").write_text(
        "touch started; until [ -e killed ]; do sleep 0.05; done\n"
        f"{sys.executable} runner.py 2> said; echo $? > status.part; mv status.part status\n",
        encoding="utf-8",
    )
    dvc = "import os, subprocess; subprocess.run(['sh', 'stage.sh'], env=os.environ | {'DVC_STAGE': 'report'})"
    process = subprocess.Popen([sys.executable, "-c", dvc], start_new_session=True)
    wait_until(Path("started").exists)

    process.kill()
    process.wait()
    Path("killed").touch()
    wait_until(Path("status").exists)

    said = Path("said").read_text(encoding="utf-8").splitlines()[-1]
    assert said.endswith("UserError: the DVC command that started this run has ended; run it again")
    assert Path("status").read_text(encoding="utf-8") == "1\n"
    assert folders() == []


def is_free(path: Path) -> bool:
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_what_a_killed_run_left_locked_and_marked_incomplete_is_free_again(tmp_path: Path) -> None:
    """With a user's own profile, Snakemake would require another command to resume."""
    marks = [
        tmp_path / ".snakemake" / name for name in ("locks/0.output.lock", "incomplete/cmVz", "incomplete/@b/cmVz")
    ]
    for path in marks:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    assert break_stale_lock(tmp_path)

    assert [path for path in marks if path.exists()] == []
