"""The terminal output of a run."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.common import LogEvent

import snakemake_logger_plugin_groundwork
from groundwork.running.progress import Progress, last_line
from snakemake_logger_plugin_groundwork import LogHandler, _ensure_writable_cache

Handler = Callable[..., LogHandler]


@pytest.fixture
def handler() -> Handler:
    """Make a handler as Snakemake does."""

    def make(dryrun: bool = False, quiet: Collection[Quietness] = ()) -> LogHandler:
        return LogHandler(SimpleNamespace(stdout=False, dryrun=dryrun, quiet=quiet), None)  # type: ignore[arg-type]

    return make


def message(
    event: LogEvent | None = None, text: str = "", level: int = logging.INFO, **fields: Any
) -> logging.LogRecord:
    record = logging.LogRecord("snakemake", level, "file.py", 1, text, None, None)
    record.__dict__.update({"event": event, **fields} if event else fields)
    return record


def finish(handler: LogHandler, rule: str, log: Path | None = None, number: int = 1) -> str | None:
    handler.format_message(
        message(LogEvent.JOB_INFO, jobid=number, rule_name=rule, log=[str(log)] if log else [], output=[])
    )
    return handler.format_message(message(LogEvent.JOB_FINISHED, job_id=number))


def test_run_starts_with_job_counts(handler: Handler) -> None:
    stats = {"all": 1, "train": 12, "tabulate": 3, "total": 16}

    assert handler().format_message(message(LogEvent.RUN_INFO, stats=stats)) == "15 jobs: 12 train, 3 tabulate"
    assert handler().format_message(message(LogEvent.RUN_INFO, stats={"all": 1, "total": 1})) is None
    of_study = {"study_rates": 1, "train": 2, "total": 3}
    assert handler().format_message(message(LogEvent.RUN_INFO, stats=of_study)) == "2 jobs: 2 train"


def test_finished_job_is_one_line_with_summary(handler: Handler, tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("a warning\nmlp adam 0.001: 85.1 % test accuracy over 3 seeds, 1.2 s\n\n", encoding="utf-8")
    one = handler()
    one.format_message(message(LogEvent.RUN_INFO, stats={"train": 12, "total": 12}))

    assert finish(one, "train", log) == "[ 1/12] train    mlp adam 0.001: 85.1 % test accuracy over 3 seeds, 1.2 s"
    assert finish(one, "tabulate") == "[ 2/12] tabulate done"
    assert finish(one, "all") is None


def test_quiet_run_shows_only_failures(handler: Handler, tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("one line of what went wrong\n", encoding="utf-8")
    quiet = handler(quiet={Quietness.PROGRESS, Quietness.RULES})
    jobs = message(LogEvent.RUN_INFO, stats={"train": 1, "total": 1})

    assert quiet.format_message(jobs) is None
    assert finish(quiet, "train", log) is None
    assert quiet.format_message(message(text="Nothing to be done.")) is None
    failed = quiet.format_message(message(LogEvent.JOB_ERROR, rule_name="train", log=[str(log)]))
    assert failed == f"FAILED train ({log})\n    one line of what went wrong"
    assert handler(quiet={Quietness.HOST}).format_message(jobs) == "1 job: 1 train"


def test_second_run_info_does_not_reset_counter(handler: Handler) -> None:
    one = handler()
    one.format_message(message(LogEvent.RUN_INFO, stats={"train": 2, "total": 2}))
    finish(one, "train")

    assert one.format_message(message(LogEvent.RUN_INFO, stats={"train": 1, "total": 1})) is None
    assert finish(one, "train") == "[2/2] train    done"


def test_time_left_is_shown_from_third_job(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    progress = Progress(total=10, started=970.0)

    assert [progress.line("train", "x") for _ in range(4)] == [
        "[ 1/10] train    x",
        "[ 2/10] train    x",
        "[ 3/10] train    x  (about 70 s left)",
        "[ 4/10] train    x  (about 45 s left)",
    ]
    progress.started = 900.0
    assert progress.line("train", "x") == "[ 5/10] train    x  (about 2 min left)"
    progress.done = 9
    assert progress.line("render", "x") == "[10/10] render   x"


def test_failed_job_is_shown_with_log_and_next_step(handler: Handler, tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("params.yaml: wrong\nagain\n", encoding="utf-8")
    one = handler()

    failed = one.format_message(message(LogEvent.JOB_ERROR, rule_name="train", log=[str(log)]))

    assert failed == f"FAILED train ({log})\n    params.yaml: wrong\n    again"
    assert one.format_message(message(text="Error in rule train", level=logging.ERROR)) is None
    end = one.format_message(message(text="Exiting because a job execution failed. See above.", level=logging.ERROR))
    assert end == "1 failed; finished results are kept: fix the cause and run the same command again"


def test_silent_failure_is_explained(handler: Handler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "train.log"
    log.touch()
    failed = message(LogEvent.JOB_ERROR, rule_name="train", log=[str(log)])
    killed = "killed (out of memory, or beyond a limit, see ulimit -a)"
    silent = f"the job ended without output: {killed}, or unable to write its log"
    full = f"{tmp_path}: the disk is full; free disk space and run the same command again"

    assert handler().format_message(failed) == f"FAILED train ({log})\n    {silent}; run the same command again"
    log.unlink()
    assert handler().format_message(failed) == f"FAILED train ({log})\n    {silent}; run the same command again"

    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=4095))
    assert handler().format_message(failed) == f"FAILED train ({log})\n    {full}"
    log.write_text("half of what", encoding="utf-8")
    assert handler().format_message(failed) == f"FAILED train ({log})\n    half of what\n    {full}"


def test_interrupted_run_prints_one_message(handler: Handler, tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("interrupted\n", encoding="utf-8")
    one = handler()
    said = [one.format_message(message(LogEvent.JOB_ERROR, rule_name="train", log=[str(log)]))]
    said.append(one.format_message(message(text="Terminating processes on user request, this might take some time.")))
    said.append(one.format_message(message(LogEvent.JOB_ERROR, rule_name="draw", log=["of a job that had just ended"])))
    said.append(one.format_message(message(text="Error in rule train", level=logging.ERROR)))
    said.append(one.format_message(message(text="Exiting because a job execution failed.", level=logging.ERROR)))

    assert said == [
        None,
        "interrupted; finished results are kept: run the same command again to continue",
        None,
        None,
        None,
    ]


def test_closed_output_pipe_does_not_end_run(handler: Handler) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    one = handler()
    with os.fdopen(writing, "w") as stream:
        one.stream = stream
        one.emit(message(LogEvent.RUN_INFO, stats={"train": 12, "total": 12}))

        # What comes after goes nowhere instead of to a pipe that nobody reads.
        assert os.path.samestat(os.fstat(stream.fileno()), os.stat(os.devnull))  # noqa: PTH116


def test_an_error_outside_of_jobs_is_shown_as_it_is(handler: Handler) -> None:
    one = handler()

    assert one.format_message(message(text="Unlocking failed", level=logging.ERROR)) == "Unlocking failed"
    assert one.format_message(message(text="None", level=logging.ERROR)) is None


def test_nothing_to_do_is_shown_and_noise_is_not(handler: Handler) -> None:
    one = handler()
    sentence = "Nothing to be done (all requested files are there)"

    assert one.format_message(message(text=sentence)) == sentence
    assert one.format_message(message(text="Building DAG of jobs...")) is None
    assert one.format_message(message(LogEvent.SHELLCMD, text="Nothing to be done")) is None


def test_a_dry_run_lists_what_would_be_made(handler: Handler) -> None:
    one = handler(dryrun=True)
    job: dict[str, Any] = {"jobid": 1, "log": [], "output": ["results/records/a.json"]}

    assert (
        one.format_message(message(LogEvent.JOB_INFO, rule_name="train", **job))
        == "would train: results/records/a.json"
    )
    assert one.format_message(message(LogEvent.JOB_INFO, rule_name="all", **job)) is None


def test_plugin_replaces_stderr_handler(handler: Handler, capsys: pytest.CaptureFixture[str]) -> None:
    one = handler()
    one.emit(message(text="Unlocking failed", level=logging.ERROR))
    one.emit(message(text="chatter"))

    assert capsys.readouterr() == ("", "Unlocking failed\n")
    assert (one.writes_to_stream, one.writes_to_file, one.needs_rulegraph) == (True, False, False)
    assert (one.has_filter, one.has_formatter) == (True, True)


def test_the_last_line_of_several_logs_is_the_summary(tmp_path: Path) -> None:
    logs = [tmp_path / name for name in ("one", "two", "absent")]
    logs[0].write_text("first\n", encoding="utf-8")
    logs[1].write_bytes(b"\xe9 end\n  \n")

    assert last_line([str(log) for log in logs]) == "\N{REPLACEMENT CHARACTER} end"
    assert last_line([]) == "done"


@pytest.mark.parametrize(("writable", "place"), [(True, "home/.cache"), (False, "project/.snakemake/cache")])
def test_cache_moves_to_project_if_home_is_unwritable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool, place: str
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / ".cache"))
    asked: list[Path] = []

    def access(path: Path, _mode: int) -> bool:
        asked.append(path)
        return writable

    monkeypatch.setattr("os.access", access)
    _ensure_writable_cache()

    assert os.environ["XDG_CACHE_HOME"] == str(tmp_path / place)
    assert asked == [tmp_path / "home"]


def test_plugin_deletes_its_bytecode(tmp_path: Path) -> None:
    package = Path(snakemake_logger_plugin_groundwork.__file__).parent
    copy = tmp_path / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}

    for _ in range(2):
        subprocess.run([sys.executable, "-c", f"import {package.name}"], env=environment, check=True)

        assert [path.name for path in copy.rglob("*") if path.is_file()] == ["__init__.py"]
