"""Formats Snakemake's messages: one line per finished job with the time left, and the log of a failed job."""

import logging
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.common import LogEvent

from groundwork.core.identity import SOURCE
from groundwork.running.command_line import INTERRUPTED

TARGET_OF_ALL, TARGET_OF_STUDY = "all", "study_"
PASSED_THROUGH = ("Nothing to be done",)
REPORTED_BY_JOB = ("RuleException", "CalledProcessError")
INTERRUPTION_PREFIX = "Terminating processes on user request"
KILLED = (
    "the job ended without output: killed (out of memory, or beyond a limit, see ulimit -a), or unable to write its log"
    "; run the same command again"
)
LOG_BYTES = 4096  # bytes
FAILURE_PREFIX = "Exiting because a job execution failed"


@dataclass
class Progress:
    """Progress of a run: total jobs, finished jobs, and the start time on a monotonic clock."""

    total: int = 0
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    def line(self, rule: str, summary: str) -> str:
        """Count one more finished job and return its line."""
        self.done += 1
        width = len(str(self.total))
        return f"[{self.done:{width}}/{self.total}] {rule:<8} {summary}{self._left()}"

    def _left(self) -> str:
        if self.done < 3 or self.done >= self.total:
            return ""
        seconds = (time.monotonic() - self.started) / self.done * (self.total - self.done)
        return f"  (about {f'{seconds / 60:.0f} min' if seconds > 90 else f'{seconds:.0f} s'} left)"


class MessageFormatter:
    """Formats Snakemake's log records: in a dry run what would be made, otherwise what was made.

    With `--quiet`, only failures.
    """

    def __init__(self, is_dry_run: bool, is_quiet: bool = False) -> None:
        self.is_dry_run, self.is_quiet = is_dry_run, is_quiet
        self.progress = Progress()
        self.jobs: dict[int, dict[str, Any]] = {}
        self.failures = 0
        self.is_interrupted = False

    def format_message(self, record: logging.LogRecord) -> str | None:
        """Return the text to show for a log record, or None."""
        text, event = self._format_event(record), getattr(record, "event", None)
        is_of_failure = event == LogEvent.JOB_ERROR or record.levelno >= logging.ERROR or self.is_interrupted
        return None if self.is_quiet and not is_of_failure else text

    def _format_event(self, record: logging.LogRecord) -> str | None:
        event, fields = getattr(record, "event", None), vars(record)
        if event == LogEvent.RUN_INFO:
            return self._start(fields["stats"])
        if event == LogEvent.JOB_INFO:
            self.jobs[fields["jobid"]] = fields
            return self._announced(fields) if self.is_dry_run else None
        if event == LogEvent.JOB_FINISHED:
            return self._finished(self.jobs.get(fields["job_id"], {}))
        if event == LogEvent.JOB_ERROR:
            return self._job_failed(fields)
        return self._other(record, event)

    def _start(self, stats: dict[str, int]) -> str | None:
        if self.progress.total:  # a dry run logs its counts twice
            return None
        work = {rule: count for rule, count in stats.items() if rule != "total" and not makes_nothing(rule)}
        self.progress = Progress(total=sum(work.values()))
        counts = ", ".join(f"{count} {rule}" for rule, count in work.items())
        jobs = "job" if self.progress.total == 1 else "jobs"
        return f"{self.progress.total} {jobs}: {counts}" if counts else None

    def _announced(self, job: dict[str, Any]) -> str | None:
        return None if makes_nothing(job["rule_name"]) else f"would {job['rule_name']}: {', '.join(job['output'])}"

    def _finished(self, job: dict[str, Any]) -> str | None:
        rule = job.get("rule_name", "job")
        return None if makes_nothing(rule) else self.progress.line(rule, last_line(job.get("log") or []))

    def _job_failed(self, job: dict[str, Any]) -> str | None:
        if self.is_interrupted or last_line(job["log"]) == INTERRUPTED:
            return None
        self.failures += 1
        return _failed(job)

    def _other(self, record: logging.LogRecord, event: object) -> str | None:
        message = record.getMessage()
        if message.startswith(INTERRUPTION_PREFIX):
            self.is_interrupted = True
            return "interrupted; finished results are kept: run the same command again to continue"
        if message.startswith(FAILURE_PREFIX) and self.failures and not self.is_interrupted:
            return f"{self.failures} failed; finished results are kept: fix the cause and run the same command again"
        if record.levelno >= logging.ERROR:
            # Snakemake reports a failed job again; the job's own message is enough.
            is_said = self.failures or self.is_interrupted or message == "None" or message.startswith(REPORTED_BY_JOB)
            return None if is_said else message
        return message if event is None and message.startswith(PASSED_THROUGH) else None


def makes_nothing(rule: str) -> bool:
    """Return whether a rule only groups other targets."""
    return rule == TARGET_OF_ALL or rule.startswith(TARGET_OF_STUDY)


def last_line(logs: list[str]) -> str:
    """Return the last line of a job's log, which is its summary."""
    lines = [line for log in logs for line in _lines(log) if line.strip()]
    return lines[-1] if lines else "done"


def _failed(job: dict[str, Any]) -> str:
    said = [line for log in job["log"] for line in _lines(log)]
    where = ", ".join(job["log"]) or "no log"
    return "\n".join(
        [f"FAILED {job['rule_name']} ({where})", *(f"    {line}" for line in said + _silent_failure(job, said))]
    )


def _silent_failure(job: dict[str, Any], said: list[str]) -> list[str]:
    """Return what a job could not log itself: that the disk was full, or that it was killed."""
    for folder in (Path(log).parent for log in job["log"]):
        if folder.is_dir() and shutil.disk_usage(folder).free < LOG_BYTES:
            return [f"{folder}: the disk is full; free disk space and run the same command again"]
    return [] if said or not job["log"] else [KILLED]


def _lines(log: str) -> list[str]:
    path = Path(log)
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    # A traceback points to the run's snapshot of the source; show the path of the original file.
    return text.replace(f"{SOURCE}/", "").replace(f"{os.path.relpath(SOURCE)}/", "").splitlines()
