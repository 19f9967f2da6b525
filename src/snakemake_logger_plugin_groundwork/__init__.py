"""Snakemake finds this by its name and hands over its messages; `groundwork.running.progress` says what a person reads.

It imports nothing of the package by itself: Snakemake loads it from wherever it is installed, before the Snakefile has
put the run's own source first.
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
QUIET = ("PROGRESS", "RULES", "ALL")  # what `--quiet` may name that these lines tell

CACHE = "XDG_CACHE_HOME"


def _delete_bytecode() -> None:
    """Delete this file's bytecode: a full disk leaves it cut, and then Snakemake cannot start until it is deleted."""
    if __spec__ is not None and __spec__.cached is not None:
        with contextlib.suppress(OSError):
            Path(__spec__.cached).unlink(missing_ok=True)


def _ensure_writable_cache() -> None:
    """Have Snakemake keep its cache in the project where the home folder takes none: it would end in a traceback.

    This is the only source of ours that Snakemake loads before it looks for the cache.
    """
    folder = Path(os.environ.get(CACHE) or Path.home() / ".cache")
    existing = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    if not os.access(existing, os.W_OK):
        os.environ[CACHE] = str(Path(".snakemake", "cache").absolute())


_delete_bytecode()
_ensure_writable_cache()


class LogHandler(LogHandlerBase):
    """Writes one line per finished job to the terminal, in place of Snakemake's own handler."""

    def __post_init__(self) -> None:
        self.formatter: Any = None
        self.stream = sys.stdout if self.common_settings.stdout else sys.stderr

    def emit(self, record: logging.LogRecord) -> None:
        """Write what a message has to say to a person, if anything."""
        text = self.format_message(record)
        if not text:
            return
        try:
            print(text, file=self.stream, flush=True)
        except BrokenPipeError:  # whoever reads it has read enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    def format_message(self, record: logging.LogRecord) -> str | None:
        """Return the line or lines for a message; before the run's source is known, only what ends the run has one."""
        if self.formatter is None and PACKAGE in sys.modules:  # the Snakefile has found the run's source
            self.formatter = importlib.import_module(f"{PACKAGE}.running.progress").MessageFormatter(
                self.common_settings.dryrun, any(each.name in QUIET for each in self.common_settings.quiet or ())
            )
        if self.formatter is not None:
            text: str | None = self.formatter.format_message(record)
            return text
        return record.getMessage() if record.levelno >= logging.ERROR else None

    @property
    def writes_to_stream(self) -> bool:
        """It takes the place of the handler that writes to the terminal."""
        return True

    @property
    def writes_to_file(self) -> bool:
        """It writes no file; Snakemake's full log stays in .snakemake/log."""
        return False

    @property
    def has_filter(self) -> bool:
        """It chooses itself what to show."""
        return True

    @property
    def has_formatter(self) -> bool:
        """It words everything itself."""
        return True

    @property
    def needs_rulegraph(self) -> bool:
        """It draws no graph."""
        return False
