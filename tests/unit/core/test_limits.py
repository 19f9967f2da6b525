"""Messages for errors caused by the machine's limits."""

import errno
import os
import resource

import pytest
import torch

from groundwork.core.limits import killed_job_message, resource_error_message

AGAIN = "and run the same command again"
MEMORY = f"use fewer --cores, or raise the limit (ulimit -v), {AGAIN}"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.ENOSPC, "", "a.csv"), f"a.csv: No space left on device; free disk space {AGAIN}"),
        (OSError(errno.ENOSPC, ""), f"No space left on device; free disk space {AGAIN}"),
        (OSError(errno.EROFS, "", "a"), f"a: Read-only file system; make it writable {AGAIN}"),
        (PermissionError(errno.EACCES, "", "a"), f"a: Permission denied; grant yourself permission {AGAIN}"),
        (
            OSError(errno.EFBIG, "", "a"),
            f"a: File too large; raise the file size limit (ulimit -f) {AGAIN}",
        ),
        (
            OSError(errno.EMFILE, "", "a"),
            f"a: Too many open files; raise the limit on open files (ulimit -n) {AGAIN}",
        ),
        (OSError(errno.ENOMEM, ""), f"Cannot allocate memory; use fewer --cores {AGAIN}"),
        (
            BlockingIOError(errno.EAGAIN, ""),
            "Resource temporarily unavailable; raise the limit on processes (ulimit -u), "
            f"or use fewer --cores, {AGAIN}",
        ),
        (
            FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
            f"No usable temporary directory found in ['/tmp']; set TMPDIR to a folder that you may write to {AGAIN}",
        ),
        (MemoryError(), f"out of memory; {MEMORY}"),
        (
            MemoryError("Unable to allocate 7.28 TiB for an array with shape (1000000000000,)"),
            f"out of memory (7.28 TiB requested); {MEMORY}",
        ),
        (
            RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of ..."),
            f"out of memory (20.00 GiB requested) on the device; set gpu_slots in params.yaml to fewer {AGAIN}",
        ),
        (ImportError("libtorch_cpu.so: failed to map segment from shared object"), f"out of memory; {MEMORY}"),
        (
            RuntimeError("can't start new thread"),
            f"can't start new thread; raise the limit on processes (ulimit -u), or use fewer --cores, {AGAIN}",
        ),
    ],
)
def test_resource_error_is_one_line_with_next_step(error: Exception, line: str) -> None:
    assert resource_error_message(error) == line


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "a"),
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
        ImportError("No module named 'groundwork.nothing'"),
        KeyError("out of memory"),
    ],
)
def test_other_errors_have_no_resource_message(error: Exception) -> None:
    assert resource_error_message(error) is None


def test_given_place_replaces_path_of_error() -> None:
    error = OSError(errno.EDQUOT, "", ".page.html.17.part")

    line = f"page.html: {os.strerror(errno.EDQUOT)}; free disk space, or ask for a larger quota {AGAIN}"
    assert resource_error_message(error, "page.html") == line


def test_torch_out_of_memory_messages_are_recognized() -> None:
    with pytest.raises(RuntimeError) as error:
        torch.empty(10**15)

    assert resource_error_message(error.value) == f"out of memory (4000000000000000 bytes requested); {MEMORY}"


def test_killed_job_message_names_cpu_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _kind: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert killed_job_message() == "the job was killed before it ended (out of memory?); run again with fewer --cores"

    monkeypatch.setattr("resource.getrlimit", lambda _kind: (5, 9))
    assert "over its CPU time limit of 5 s?" in killed_job_message()
