"""Snakemake's logger plugin, found by its name; `groundwork.running.progress` formats the messages.

It imports nothing from the package at the top: Snakemake loads it from wherever it is installed, before the Snakefile
has put the run's snapshot of the source on the path.
"""

import contextlib
import importlib
import logging
import os
import sys
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase

PACKAGE = "groundwork"
QUIET = ("PROGRESS", "RULES", "ALL")  # the values of `--quiet` that silence these lines

CACHE = "XDG_CACHE_HOME"


def _delete_bytecode() -> None:
    """Delete this file's bytecode: a full disk can truncate it, and then Snakemake cannot start."""
    if __spec__ is not None and __spec__.cached is not None:
        with contextlib.suppress(OSError):
            Path(__spec__.cached).unlink(missing_ok=True)


def _ensure_writable_cache() -> None:
    """Move Snakemake's cache to the project if the home folder is not writable, which would give a traceback.

    This module is the only code of ours that Snakemake loads before it creates the cache.
    """
    folder = Path(os.environ.get(CACHE) or Path.home() / ".cache")
    existing = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    if not os.access(existing, os.W_OK):
        os.environ[CACHE] = str(Path(".snakemake", "cache").absolute())


_delete_bytecode()
_ensure_writable_cache()


class LogHandler(LogHandlerBase):
    """Prints one line per finished job, instead of Snakemake's own handler."""

    def __post_init__(self) -> None:
        self.messages: Any = None
        self.stream = sys.stdout if self.common_settings.stdout else sys.stderr

    def emit(self, record: logging.LogRecord) -> None:
        """Print the text of a log record, if it has one."""
        text = self.format_message(record)
        if not text:
            return
        try:
            print(text, file=self.stream, flush=True)
        except BrokenPipeError:  # the reader has closed the pipe, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    def format_message(self, record: logging.LogRecord) -> str | None:
        """Return the text for a log record; before the Snakefile has set the source path, only for errors."""
        if self.messages is None and PACKAGE in sys.modules:  # the Snakefile has set the source path
            self.messages = importlib.import_module(f"{PACKAGE}.running.progress").MessageFormatter(
                self.common_settings.dryrun, any(each.name in QUIET for each in self.common_settings.quiet or ())
            )
        if self.messages is not None:
            text: str | None = self.messages.format_message(record)
            return text
        return record.getMessage() if record.levelno >= logging.ERROR else None

    @property
    def writes_to_stream(self) -> bool:
        """Replaces the handler that writes to the terminal."""
        return True

    @property
    def writes_to_file(self) -> bool:
        """Writes no file; Snakemake's full log is in .snakemake/log."""
        return False

    @property
    def has_filter(self) -> bool:
        """Does its own filtering."""
        return True

    @property
    def has_formatter(self) -> bool:
        """Does its own formatting."""
        return True

    @property
    def needs_rulegraph(self) -> bool:
        """Needs no rule graph."""
        return False
