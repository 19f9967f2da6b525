"""One-line messages for errors caused by the machine's limits: disk, permissions, memory, files, processes.

Jobs load this when they are short of memory, so it imports only what is already loaded.
"""

import errno
import os
import re

RUN_AGAIN = "and run the same command again"
NO_TEMPORARY_FOLDER = "No usable temporary directory found"  # the message of tempfile
# The next step, by errno.
REMEDIES = {
    errno.ENOSPC: "free disk space",
    errno.EDQUOT: "free disk space, or ask for a larger quota",
    errno.EFBIG: "raise the file size limit (ulimit -f)",
    errno.EROFS: "make it writable",
    errno.EACCES: "grant yourself permission",
    errno.EPERM: "grant yourself permission",
    errno.ENOTDIR: "move away what is in its place",
    errno.EISDIR: "move away what is in its place",
    errno.EEXIST: "move away what is in its place",
    errno.EMFILE: "raise the limit on open files (ulimit -n)",
    errno.ENFILE: "close programs that hold many open files,",
    errno.ENOMEM: "use fewer --cores",
    errno.EAGAIN: "raise the limit on processes (ulimit -u), or use fewer --cores,",
}
MEMORY_ERROR = re.compile(
    r"out of memory|(can't|cannot|unable to) allocate|not enough memory|failed to map segment|bad_alloc", re.IGNORECASE
)
REQUESTED_SIZE = re.compile(r"allocate ([\d.]+ ?[a-z]+)", re.IGNORECASE)


def resource_error_message(error: BaseException, place: object = None) -> str | None:
    """Return a one-line message for a lack of memory, disk space, permission, files or processes, else None.

    `place`, if given, is reported instead of the path in the error.
    """
    if isinstance(error, OSError):
        return _of_system(error, place)
    text = f"{error}"
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError | ImportError) and MEMORY_ERROR.search(text)):
        return _of_memory(text)
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        return f"{text}; {REMEDIES[errno.EAGAIN]} {RUN_AGAIN}"
    return None


def killed_job_message() -> str:
    """Return the message for a job that ended without output: out of memory, or over a CPU time limit."""
    import resource

    seconds = resource.getrlimit(resource.RLIMIT_CPU)[0]
    if seconds == resource.RLIM_INFINITY:
        return "the job was killed before it ended (out of memory?); run again with fewer --cores"
    limit = f"out of memory, or over its CPU time limit of {seconds} s?"
    return f"the job was killed before it ended ({limit}); run again with fewer --cores, or raise ulimit -t"


def _of_system(error: OSError, place: object) -> str | None:
    if error.errno == errno.ENOENT and f"{error.strerror}".startswith(NO_TEMPORARY_FOLDER):
        return f"{error.strerror}; set TMPDIR to a folder that you may write to {RUN_AGAIN}"
    if error.errno not in REMEDIES:
        return None
    place = place or error.filename
    return f"{f'{place}: ' if place else ''}{os.strerror(error.errno)}; {REMEDIES[error.errno]} {RUN_AGAIN}"


def _of_memory(text: str) -> str:
    asked = REQUESTED_SIZE.search(text)
    what = f"out of memory ({asked[1]} requested)" if asked else "out of memory"
    if "CUDA" in text:
        return f"{what} on the device; set gpu_slots in params.yaml to fewer {RUN_AGAIN}"
    return f"{what}; use fewer --cores, or raise the limit (ulimit -v), {RUN_AGAIN}"
