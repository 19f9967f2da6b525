"""The plain words for an error that says that the machine, or a limit set on it, gives no more.

Loaded where such an error has come up, by jobs that have little memory left: it imports nothing but what is there.
"""

import errno
import os
import re

RUN_AGAIN = "and run the same command again"
NO_TEMPORARY_FOLDER = "No usable temporary directory found"  # as tempfile says it
# What to do, by the number of the error.
REMEDIES = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there, or have your quota raised",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f)",
    errno.EROFS: "make it writable",
    errno.EACCES: "give yourself the right to it",
    errno.EPERM: "give yourself the right to it",
    errno.ENOTDIR: "move away what lies in its place",
    errno.EISDIR: "move away what lies in its place",
    errno.EEXIST: "move away what lies in its place",
    errno.EMFILE: "raise the limit on open files (ulimit -n)",
    errno.ENFILE: "end other programs, which keep too many files open,",
    errno.ENOMEM: "use fewer --cores",
    errno.EAGAIN: "raise the limit on processes (ulimit -u), or use fewer --cores,",
}
MEMORY_ERROR = re.compile(
    r"out of memory|(can't|cannot|unable to) allocate|not enough memory|failed to map segment|bad_alloc", re.IGNORECASE
)
REQUESTED_SIZE = re.compile(r"allocate ([\d.]+ ?[a-z]+)", re.IGNORECASE)


def resource_error_message(error: BaseException, place: object = None) -> str | None:
    """Return the line that tells of a lack of memory, room, rights, files or processes; None for any other error.

    With a place, that is what could not be written, whatever path the error itself names.
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
    """Return the line for a job that ended without a word: a limit on processor time where there is one, or memory."""
    import resource

    seconds = resource.getrlimit(resource.RLIMIT_CPU)[0]
    if seconds == resource.RLIM_INFINITY:
        return "the job was killed before it ended (out of memory?); run again with fewer --cores"
    limit = f"out of memory, or beyond the {seconds} s of processor time that it may take?"
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
    what = f"out of memory ({asked[1]} were asked for)" if asked else "out of memory"
    if "CUDA" in text:
        return f"{what} on the device; set gpu_slots in params.yaml to fewer {RUN_AGAIN}"
    return f"{what}; use fewer --cores, or raise the limit (ulimit -v), {RUN_AGAIN}"
