"""Takes a snapshot of the source when a run starts.

The Snakefile plans from the snapshot and every job runs from it, so the code that runs is the code that was digested,
even if the source is edited meanwhile or another copy of the package is installed; edits apply at the next start.
Bytecode cannot be stale, because the folder's name is the digest of its content, nor truncated by a full disk, because
it is written together with the folder.
"""

import hashlib
import importlib.util
import json
import marshal
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "groundwork"
SOURCE = ("Snakefile", "reference/results", "report", "src", "workflow")
SNAPSHOTS = Path(".snakemake", PACKAGE, "source")
DIGEST_LENGTH = 12
NO_SOURCE = {".part", ".swp"}
UNCHECKED = (1).to_bytes(4, "little")  # flag for bytecode that Python loads without checking the source (PEP 552)
CHECKSUM_LENGTH = 32  # bytes appended to the bytecode, ignored by Python


def enter_snapshot(root: Path) -> Path:
    """Take a snapshot of the source, make this process and its jobs import the package from it, and return its path.

    The rules' shell commands find it in GROUNDWORK_SOURCE, and this Python in GROUNDWORK_PYTHON. It is created below
    the working directory. Exits with a one-line message if it cannot be written or a file is not valid Python.
    """
    if set("{}") & set(str(root.absolute())):
        sys.exit(f"{root.absolute()}: Snakemake treats braces as wildcards; move the project to a path without braces")
    try:
        snapshot = take_snapshot(root, SNAPSHOTS)
    except OSError as error:
        sys.exit(
            f"{error.filename or SNAPSHOTS}: {error.strerror}; the run copies its source there; fix this and run again"
        )
    folder = str(snapshot.absolute() / "src")
    sys.path.insert(0, folder)
    os.environ |= {"GROUNDWORK_SOURCE": str(snapshot), "GROUNDWORK_PYTHON": sys.executable}
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, *filter(None, [os.environ.get("PYTHONPATH")])])
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]  # imported earlier from wherever it is installed
    return snapshot


def take_snapshot(root: Path, shelf: Path) -> Path:
    """Return a complete snapshot of the current source below `shelf`; its name is the digest of its content."""
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in _source(root)}
    listing = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    snapshot = shelf / hashlib.sha256(json.dumps(listing, sort_keys=True).encode()).hexdigest()[:DIGEST_LENGTH]
    if not _holds(snapshot, files):
        bytecode = _compile(snapshot, files)
        _discard(snapshot)
        _write(snapshot, files, bytecode)
    os.utime(snapshot)  # marks it as in use for clear_caches
    return snapshot


def _source(root: Path) -> Iterator[Path]:
    for name in SOURCE:
        paths = [root / name] if (root / name).is_file() else sorted((root / name).rglob("*"))
        yield from (
            path for path in paths if path.is_file() and not _is_bytecode(path) and path.suffix not in NO_SOURCE
        )


def _is_bytecode(path: Path) -> bool:
    return "__pycache__" in path.parts  # while Python is writing it, it has another suffix


def _compile(snapshot: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the bytecode by path in the snapshot; exits with one line per file that is not valid Python."""
    bytecode, problems = {}, []
    for name in filter(_is_python, files):
        try:
            code = compile(files[name], str(snapshot / name), "exec", dont_inherit=True)
            content = _header(files[name]) + marshal.dumps(code)
            bytecode[importlib.util.cache_from_source(name)] = content + hashlib.sha256(content).digest()
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno else ""
            message = " ".join(f"{getattr(error, 'msg', error)}".split())
            problems.append(f"{name}: {line}{message}; fix it there, or restore the file")
    if problems:
        sys.exit("\n".join(problems))
    return bytecode


def _header(source: bytes) -> bytes:
    return importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source)


def _is_python(name: str) -> bool:
    return name.endswith(".py")


def _holds(snapshot: Path, files: Mapping[str, bytes]) -> bool:
    found = {path.relative_to(snapshot).as_posix() for path in _source(snapshot)}
    return (
        found == files.keys()
        and all((snapshot / name).read_bytes() == content for name, content in files.items())
        and all(_has_bytecode(snapshot / name, content) for name, content in files.items() if _is_python(name))
    )


def _has_bytecode(path: Path, source: bytes) -> bool:
    """Return whether a file's bytecode for this Python exists and is intact."""
    bytecode_path = Path(importlib.util.cache_from_source(str(path)))
    try:
        content = bytecode_path.read_bytes() if bytecode_path.is_file() else b""  # reading a pipe would never end
    except OSError:
        return False
    bytecode, checksum = content[:-CHECKSUM_LENGTH], content[-CHECKSUM_LENGTH:]
    return bytecode.startswith(_header(source)) and hashlib.sha256(bytecode).digest() == checksum


def _write(snapshot: Path, files: Mapping[str, bytes], bytecode: Mapping[str, bytes]) -> None:
    """Write a snapshot atomically; another process may write the same one at the same time."""
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{snapshot.name}.", suffix=".part", dir=snapshot.parent))
    try:
        for name, content in (*files.items(), *bytecode.items()):
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).write_bytes(content)
            (partial / name).chmod(0o444)  # warns anyone who follows a traceback here and edits the snapshot
        partial.chmod(0o755)  # other users of the project folder may run the same source
        partial.rename(snapshot)
    except OSError:
        _discard(partial)
        if not _holds(snapshot, files):
            raise


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
