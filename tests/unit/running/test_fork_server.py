"""A job in a fork behaves as in its own process."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import wait_until

JOB = '''
import json, os, sys, time
from groundwork.running.command_line import run_job
from groundwork.core.errors import UserError
loaded_before = "colorsys" in sys.modules

def main(arguments):
    """Report what the job sees, or end in the requested way."""
    how = arguments.values["how"]
    if how == "tell":
        print("on standard error", file=sys.stderr)
        return json.dumps({
            "directory": os.getcwd(), "arguments": sys.argv, "path": sys.path, "environment": dict(os.environ),
            "name": __name__, "mask": os.umask(0o22), "params": arguments.values["params"],
        })
    if how == "where":
        return json.dumps([os.getpid(), os.getppid(), loaded_before, "groundwork.running.fork_client" in sys.modules])
    if how == "much":
        return "line\\n" * 100_000
    if how == "sleep":
        open(arguments.values["params"], "w").write(str(os.getpid()))
        time.sleep(60)
    if how == "mistake":
        raise UserError("one line for the user")
    if how == "defect":
        {}["no such key"]
    if how == "killed":
        os.kill(os.getpid(), 9)
    if how == "busy":
        while True:
            pass
    if how == "memory":
        raise MemoryError
    if how == "files":
        raise OSError(24, "Too many open files")
    sys.exit({"three": 3, "text": "last words", "nothing": None, "yes": True}[how])

if __name__ == "__main__":
    run_job(main, required=["how"], libraries=["colorsys", "json"], defaults={"params": "params.yaml"})
'''
OWNER = """
import os, sys
from pathlib import Path
from groundwork.running.runs import begin
begin(Path(sys.argv[1]))
print(os.environ["GROUNDWORK_RUN"], flush=True)
sys.stdin.read()
"""
LIBRARY = """
import os, time
with open(os.environ["TOLD"], "w") as file:
    file.write(str(os.getpid()))
{rest}
"""
ELSEWHERE = "another machine"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a job."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Run:
    """A live run: its main process and its folder."""

    owner: subprocess.Popen[str]
    folder: Path

    def kill(self) -> None:
        self.owner.kill()
        self.owner.wait()

    def end(self) -> None:
        if self.owner.poll() is None:
            self.owner.communicate()


Job = Callable[..., Outcome]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket."""
    path = Path(tempfile.mkdtemp(prefix="gw"))
    yield path
    shutil.rmtree(path)


def begun(folder: Path) -> Run:
    command = [sys.executable, "-c", OWNER, str(folder)]
    owner = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    return Run(owner, folder / owner.stdout.readline().strip())


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """A run that must leave nothing behind."""
    run = begun(folder)
    yield run
    run.end()
    wait_until(lambda: not run.folder.exists())


@pytest.fixture
def lone(folder: Path) -> Iterator[Run]:
    """A run whose jobs run in their own processes, because its folder is not private."""
    run = begun(folder)
    run.folder.chmod(0o755)
    yield run
    run.end()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "job.py"
    path.write_text(JOB, encoding="utf-8")
    return path


def environment_of(run: Run | None, **more: str) -> dict[str, str]:
    return {**os.environ, **({"GROUNDWORK_RUN": str(run.folder)} if run else {}), **more}


@pytest.fixture
def job(tmp_path: Path, script: Path) -> Job:
    """Run the job's script, optionally as a job of a run."""

    def start(how: str, run: Run | None, directory: Path = tmp_path, **environment: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, str(script) if directory != tmp_path else script.name, "--how", how],
            cwd=directory,
            env=environment_of(run, **environment),
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def sleeper(script: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    """Start a job that sleeps, and return its process and the PID that runs its script."""
    clients: list[subprocess.Popen[str]] = []

    def start(run: Run) -> tuple[subprocess.Popen[str], int]:
        written = script.parent / f"number{len(clients)}"
        command = [sys.executable, script.name, "--how", "sleep", "--params", str(written)]
        pipe = subprocess.PIPE
        client = subprocess.Popen(
            command, cwd=script.parent, env=environment_of(run), stdout=pipe, stderr=pipe, text=True
        )
        clients.append(client)
        wait_until(lambda: written.exists() and bool(written.read_text(encoding="utf-8")))
        return client, int(written.read_text(encoding="utf-8"))

    yield start
    for client in clients:
        client.kill()
        client.communicate()


def is_running(number: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def told(outcome: Outcome, run: Run) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(outcome.output.replace(str(run.folder), "RUN"))
    return content


def where(job: Job, run: Run | None, **environment: str) -> tuple[int, int, bool]:
    """Return a job's PID, its parent's PID, and whether the libraries were preimported."""
    outcome = job("where", run, **environment)
    assert (outcome.status, outcome.errors) == (0, "")
    number, parent, loaded, _ = json.loads(outcome.output)
    return number, parent, loaded


def test_fork_and_own_process_give_the_job_the_same_view(job: Job, run: Run, lone: Run) -> None:
    forked = job("tell", run, SPECIAL="ü\n1")
    own = job("tell", lone, SPECIAL="ü\n1")

    assert (forked.status, forked.errors) == (own.status, own.errors) == (0, "on standard error\n")
    assert told(forked, run) == told(own, lone)
    assert told(forked, run)["environment"]["SPECIAL"] == "ü\n1"


def test_fork_inherits_nothing_from_first_job(job: Job, run: Run, lone: Run, folder: Path) -> None:
    """The server has the first job's environment and folder; the second job must see its own."""
    first = told(job("tell", run, SPECIAL="of the first"), run)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()

    forked, own = (told(job("tell", each, elsewhere), each) for each in (run, lone))

    assert first["environment"]["SPECIAL"] == "of the first"
    assert forked["directory"] == str(elsewhere)
    assert "SPECIAL" not in forked["environment"]
    assert forked == own


def test_second_job_shares_server_with_own_environment(job: Job, run: Run) -> None:
    first, second = (where(job, run) for _ in range(2))

    assert second[1] == first[1]
    assert first[0] != second[0]
    assert first[2] is second[2] is True
    assert told(job("tell", run, SPECIAL="third"), run)["environment"]["SPECIAL"] == "third"
    assert sorted(path.name for path in run.folder.iterdir()) == ["alive", "colorsys", "colorsys.lock"]


def test_jobs_that_start_together_share_one_server(run: Run, script: Path) -> None:
    command = [sys.executable, script.name, "--how", "where"]
    environment = environment_of(run)
    jobs = [
        subprocess.Popen(command, cwd=script.parent, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    servers = {json.loads(each.communicate(timeout=60)[0])[1] for each in jobs}

    assert len(servers) == 1


def test_changed_script_runs_in_current_version(job: Job, run: Run, script: Path) -> None:
    job("where", run)
    script.write_text(JOB.replace("one line for the user", "another line"), encoding="utf-8")

    assert job("mistake", run) == Outcome(1, "", "another line\n")


@pytest.mark.parametrize(
    ("how", "status", "errors"),
    [
        ("mistake", 1, "one line for the user\n"),
        ("three", 3, ""),
        ("text", 1, "last words\n"),
        ("nothing", 0, ""),
        ("yes", 1, ""),
        (
            "memory",
            1,
            "out of memory; use fewer --cores, or raise the limit (ulimit -v), and run the same command again\n",
        ),
        ("files", 1, "Too many open files; raise the limit on open files (ulimit -n) and run the same command again\n"),
    ],
)
def test_fork_and_own_process_have_equal_status_and_output(
    job: Job, run: Run, how: str, status: int, errors: str
) -> None:
    assert job(how, run) == job(how, None) == Outcome(status, "", errors)


def test_traceback_reaches_the_client(job: Job, run: Run) -> None:
    for outcome in (job("defect", run), job("defect", None)):
        assert outcome.status == 1
        assert outcome.errors.startswith("Traceback (most recent call last):\n")
        assert '{}["no such key"]' in outcome.errors
        assert outcome.errors.endswith("KeyError: 'no such key'\n")


def test_killed_fork_fails_only_its_job(job: Job, run: Run) -> None:
    killed = "the job was killed before it ended (out of memory?); run again with fewer --cores\n"
    assert job("killed", run) == Outcome(1, "", killed)
    assert job("where", run).status == 0


def test_job_over_cpu_time_limit_names_the_limit(run: Run, script: Path) -> None:
    done = subprocess.run(
        [sys.executable, script.name, "--how", "busy"],
        cwd=script.parent,
        env=environment_of(run),
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (2, 2)),
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "the job was killed before it ended (out of memory, or over its CPU time limit of 2 s?); "
        "run again with fewer --cores, or raise ulimit -t\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("how", ["tell", "much", "mistake", "text", "defect", "killed"])
def test_job_with_log_on_full_disk_ends(run: Run, script: Path, how: str) -> None:
    """Regression: it hung because the fork answered only after writing its output."""
    with Path("/dev/full").open("w", encoding="utf-8") as log:
        done = subprocess.run(
            [sys.executable, script.name, "--how", how],
            cwd=script.parent,
            env=environment_of(run),
            stdout=log,
            stderr=log,
            timeout=60,
        )

    assert done.returncode in {1, 120}  # Python's own for what could not be flushed in the end


def test_large_output_is_complete(job: Job, run: Run) -> None:
    assert job("much", run).output == "line\n" * 100_000 + "\n"


def test_fork_exits_when_its_client_is_killed(run: Run, sleeper: Callable[..., Any]) -> None:
    client, fork = sleeper(run)
    assert is_running(fork)
    assert fork != client.pid

    client.kill()
    client.wait()

    wait_until(lambda: not is_running(fork))


def test_all_processes_exit_with_main_process(job: Job, run: Run, lone: Run, sleeper: Callable[..., Any]) -> None:
    server = where(job, run)[1]
    (client, fork), (own, _) = sleeper(run), sleeper(lone)
    assert all(map(is_running, (server, client.pid, fork, own.pid)))

    run.kill()
    lone.kill()

    assert client.wait() == own.wait() == 1
    wait_until(lambda: not is_running(server) and not is_running(fork))
    wait_until(lambda: not run.folder.exists())


@pytest.mark.parametrize("whom", ["owner", "server"])
def test_kill_during_server_imports(job: Job, run: Run, script: Path, whom: str) -> None:
    """If the run is killed, the server exits at once; if the server is killed, the job runs in its own process."""
    number = script.parent / "server"
    (script.parent / "slow_library.py").write_text(LIBRARY.format(rest="time.sleep(60)"), encoding="utf-8")
    script.write_text(JOB.replace('"colorsys"', '"slow_library"'), encoding="utf-8")
    environment = environment_of(run, PYTHONPATH=path_with(script.parent), TOLD=str(number))
    client = subprocess.Popen(
        [sys.executable, script.name, "--how", "where"],
        cwd=script.parent,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: number.exists() and bool(number.read_text(encoding="utf-8")))
    server = int(number.read_text(encoding="utf-8"))

    if whom == "owner":
        run.kill()
    else:
        os.kill(server, signal.SIGKILL)
    said, _ = client.communicate(timeout=60)

    wait_until(lambda: not is_running(server))
    if whom == "owner":
        assert (client.returncode, said) == (1, "")
    else:
        assert json.loads(said)[:2] == [client.pid, os.getpid()]


def path_with(folder: Path) -> str:
    return os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])


def test_job_runs_in_own_process_if_fork_fails(job: Job, run: Run, script: Path) -> None:
    refuse = "def fork():\n    raise BlockingIOError(11, 'Resource temporarily unavailable')\nos.fork = fork"
    (script.parent / "no_forks.py").write_text(LIBRARY.format(rest=refuse), encoding="utf-8")
    script.write_text(JOB.replace('"colorsys"', '"no_forks"'), encoding="utf-8")
    written = script.parent / "server"

    _, parent, loaded = where(job, run, PYTHONPATH=path_with(script.parent), TOLD=str(written))

    assert is_running(int(written.read_text(encoding="utf-8")))
    assert (parent, loaded) == (os.getpid(), False)


def test_killed_server_is_replaced(job: Job, run: Run, sleeper: Callable[..., Any]) -> None:
    """Its forks continue, and no client waits for one of them to answer."""
    first = where(job, run)[1]
    _, fork = sleeper(run)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not is_running(first))

    second = where(job, run)[1]

    assert second not in {first, os.getpid()}
    assert where(job, run)[1] == second
    assert is_running(fork)


def test_job_runs_in_own_process_without_socket(job: Job, folder: Path, run: Run) -> None:
    """The path is too long for a socket, as absolute paths can be."""
    deep = folder / ("x" * 120)
    run.folder.rename(deep)

    _, parent, loaded = where(job, Run(run.owner, deep))

    assert (parent, loaded) == (os.getpid(), False)
    deep.rename(run.folder)


def test_job_does_not_connect_in_shared_folder(job: Job, run: Run) -> None:
    assert where(job, run)[2]
    run.folder.chmod(0o777)

    _, parent, loaded = where(job, run)

    assert (parent, loaded) == (os.getpid(), False)


def test_job_on_other_host_or_container_ignores_the_run(job: Job, run: Run, sleeper: Callable[..., Any]) -> None:
    (run.folder / "alive").write_text(ELSEWHERE, encoding="utf-8")
    assert where(job, run)[1:] == (os.getpid(), False)
    own, _ = sleeper(run)

    run.kill()

    with pytest.raises(subprocess.TimeoutExpired):
        own.wait(0.5)
    shutil.rmtree(run.folder)  # no server was there to do it


def test_job_of_ended_run_does_not_start(job: Job, run: Run) -> None:
    run.end()

    ended = "the run that this job belonged to has ended; run the same command again\n"
    assert job("where", run) == Outcome(1, "", ended)
