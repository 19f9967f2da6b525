"""A job run in a fork of the warm process is the job that it would have been in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from groundwork.warm import socket_for_owner
from tests.waiting import wait_until

JOB = '''
import json, os, sys, time
from groundwork.command_line import run_job
from groundwork.errors import UserError
loaded_before = "colorsys" in sys.modules

def main(arguments):
    """Tell what the job sees, or end as it is told."""
    how = arguments.own["how"]
    if how == "tell":
        print("on standard error", file=sys.stderr)
        return json.dumps({
            "directory": os.getcwd(), "arguments": sys.argv, "path": sys.path, "environment": dict(os.environ),
            "name": __name__, "mask": os.umask(0o22), "params": str(arguments.params),
        })
    if how == "where":
        return json.dumps([os.getpid(), os.getppid(), loaded_before, "groundwork.warm" in sys.modules])
    if how == "much":
        return "line\\n" * 100_000
    if how == "sleep":
        open(arguments.params, "w").write(str(os.getpid()))
        time.sleep(60)
    if how == "mistake":
        raise UserError("one line for the user")
    if how == "defect":
        {}["no such key"]
    if how == "killed":
        os.kill(os.getpid(), 9)
    sys.exit({"three": 3, "text": "last words", "nothing": None, "yes": True}[how])

if __name__ == "__main__":
    run_job(main, own=["how"], libraries=["colorsys", "json"])
'''
NOWHERE = Path("/nonexistent/1")


@dataclass(frozen=True)
class Outcome:
    """What a job left behind."""

    status: int
    output: str
    errors: str


Job = Callable[..., Outcome]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket."""
    path = Path(tempfile.mkdtemp(prefix="gw"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def owner(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for the run; the warm process must not outlive it."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()
    wait_until(lambda: not list(folder.glob(f"{process.pid}-*")))


@pytest.fixture
def base(folder: Path, owner: subprocess.Popen[bytes]) -> Path:
    return folder / f"{owner.pid}"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "job.py"
    path.write_text(JOB, encoding="utf-8")
    return path


@pytest.fixture
def job(tmp_path: Path, script: Path) -> Job:
    """Run the job's script, through the warm process where a base for its socket is given."""

    def run(how: str, base: Path | None, directory: Path = tmp_path, **environment: str) -> Outcome:
        warm = [] if base is None else ["--warm", str(base)]
        done = subprocess.run(
            [sys.executable, str(script) if directory != tmp_path else script.name, "--how", how, *warm],
            cwd=directory,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


def is_running(number: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def told(outcome: Outcome, base: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(outcome.output.replace(str(base), "BASE"))
    return content


def test_a_job_sees_the_same_warm_and_cold(job: Job, base: Path) -> None:
    warm = job("tell", base, SPECIAL="ü\n1")
    cold = job("tell", NOWHERE, SPECIAL="ü\n1")

    assert (warm.status, warm.errors) == (cold.status, cold.errors) == (0, "on standard error\n")
    assert told(warm, base) == told(cold, NOWHERE)
    assert told(warm, base)["environment"]["SPECIAL"] == "ü\n1"


def test_a_fork_keeps_nothing_of_the_job_that_started_the_process(job: Job, base: Path, folder: Path) -> None:
    """The process has the first job's environment and folder; the second job must see its own."""
    first = told(job("tell", base, SPECIAL="of the first"), base)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()

    warm, cold = (told(job("tell", each, elsewhere), each) for each in (base, NOWHERE))
    elsewhere.rmdir()

    assert first["environment"]["SPECIAL"] == "of the first"
    assert warm["directory"] == str(elsewhere)
    assert "SPECIAL" not in warm["environment"]
    assert warm == cold


def test_the_second_job_is_a_fork_of_the_same_process_and_sees_its_own_environment(job: Job, base: Path) -> None:
    first, second = (json.loads(job("where", base).output) for _ in range(2))
    server = first[1]

    assert second[1] == server
    assert first[0] != second[0]
    assert first[2:] == second[2:] == [True, True]
    assert told(job("tell", base, SPECIAL="third"), base)["environment"]["SPECIAL"] == "third"
    assert sorted(path.name for path in base.parent.iterdir()) == [
        f"{base.name}-colorsys",
        f"{base.name}-colorsys.lock",
    ]


def test_jobs_that_start_together_share_one_process(job: Job, base: Path, script: Path) -> None:
    command = [sys.executable, script.name, "--how", "where", "--warm", str(base)]
    jobs = [subprocess.Popen(command, cwd=script.parent, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    servers = {json.loads(each.communicate(timeout=60)[0])[1] for each in jobs}

    assert len(servers) == 1


def test_a_changed_script_runs_as_it_is_now(job: Job, base: Path, script: Path) -> None:
    job("where", base)
    script.write_text(JOB.replace("one line for the user", "another line"), encoding="utf-8")

    assert job("mistake", base) == Outcome(1, "", "another line\n")


@pytest.mark.parametrize(
    ("how", "status", "errors"),
    [
        ("mistake", 1, "one line for the user\n"),
        ("three", 3, ""),
        ("text", 1, "last words\n"),
        ("nothing", 0, ""),
        ("yes", 1, ""),
    ],
)
def test_a_job_ends_with_the_same_status_and_words_warm_and_cold(
    job: Job, base: Path, how: str, status: int, errors: str
) -> None:
    assert job(how, base) == job(how, None) == Outcome(status, "", errors)


def test_a_defect_s_traceback_arrives(job: Job, base: Path) -> None:
    for outcome in (job("defect", base), job("defect", None)):
        assert outcome.status == 1
        assert outcome.errors.startswith("Traceback (most recent call last):\n")
        assert '{}["no such key"]' in outcome.errors
        assert outcome.errors.endswith("KeyError: 'no such key'\n")


def test_a_killed_fork_is_a_failed_job_and_the_next_one_runs(job: Job, base: Path) -> None:
    killed = "the job was killed before it ended (out of memory?); run again with fewer --cores\n"
    assert job("killed", base) == Outcome(1, "", killed)
    assert job("where", base).status == 0


def test_much_output_arrives_whole(job: Job, base: Path) -> None:
    assert job("much", base).output == "line\n" * 100_000 + "\n"


def test_the_fork_ends_when_the_job_that_asked_for_it_is_killed(base: Path, script: Path) -> None:
    written = script.parent / "number"
    command = [sys.executable, script.name, "--how", "sleep", "--warm", str(base), "--params", str(written)]
    client = subprocess.Popen(command, cwd=script.parent)
    wait_until(lambda: written.exists() and bool(written.read_text(encoding="utf-8")))
    fork = int(written.read_text(encoding="utf-8"))
    assert is_running(fork)
    assert fork != client.pid

    client.send_signal(signal.SIGKILL)
    client.wait()

    wait_until(lambda: not is_running(fork))


def test_the_process_ends_with_its_owner_and_leaves_no_file(
    job: Job, base: Path, owner: subprocess.Popen[bytes]
) -> None:
    server = json.loads(job("where", base).output)[1]
    assert is_running(server)

    owner.kill()
    owner.wait()

    wait_until(lambda: not is_running(server))
    assert list(base.parent.iterdir()) == []


def test_after_the_warm_process_was_killed_another_takes_its_place(job: Job, base: Path) -> None:
    first = json.loads(job("where", base).output)[1]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not is_running(first))

    second = json.loads(job("where", base).output)[1]

    assert second not in {first, os.getpid()}
    assert json.loads(job("where", base).output)[1] == second


def test_where_no_socket_can_be_the_job_runs_in_its_own_process_at_once(
    job: Job, folder: Path, owner: subprocess.Popen[bytes]
) -> None:
    deep = folder / ("x" * 120)
    deep.mkdir()
    start = time.monotonic()

    for base in (NOWHERE, deep / f"{owner.pid}"):
        _number, parent, loaded, _warm = json.loads(job("where", base).output)
        assert (parent, loaded) == (os.getpid(), False)

    assert time.monotonic() - start < 10


def test_only_the_user_may_enter_the_folder_of_the_sockets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    path = socket_for_owner(17)

    assert path == socket_for_owner(17) == folder / f"groundwork-warm-{os.getuid()}" / "17"
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_job_asks_nobody_where_others_could_listen(job: Job, base: Path, folder: Path) -> None:
    """The run was started on another machine; what has the folder's name here may be anybody's."""
    job("where", base)
    folder.chmod(0o777)

    _number, parent, loaded, _warm = json.loads(job("where", base).output)

    assert (parent, loaded) == (os.getpid(), False)


def test_no_warm_process_listens_where_others_may_enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    made_by_others = folder / f"groundwork-warm-{os.getuid()}"
    made_by_others.mkdir()
    made_by_others.chmod(0o777)

    assert socket_for_owner(17) is None
