"""Digests of the source code that records, tables, figures and the report depend on."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from groundwork.config.catalog import Kind, entries
from groundwork.core.identity import PACKAGE, SOURCE, digest_of, imported_files, normalized_source, source_closure
from groundwork.planning.specs import AnySpec, Function

# A record's digest covers the job's script and all of the package that the job imports, except the fork server, which
# runs the script unchanged, and the following files and folders, each with its reason.
IN_THE_DATA = "the source that makes the arrays is in the digest of the data, the rest only fetches verified bytes"
SELECTS_THE_RECORD = "it selects which record to make, and where; both are in the record's identity"
EXCLUDED_FROM_TRAINING_DIGEST = {
    "config": "the spec contains what it reads",
    "planning": "the record's identity contains what it plans, and what it rejects makes no record",
    "dataset": IN_THE_DATA,
    **dict.fromkeys(("running", "pages"), SELECTS_THE_RECORD),
    "core/limits": "it words errors, after which there is no record",
    "core/errors": "it words errors, after which there is no record",
    "core/identity": "it names records; another scheme gives other names",
    "jobs/summary": "its line is for the terminal",
    **dict.fromkeys(("core/formatting", "core/metrics"), "they word numbers and do not compute them"),
    "records/costs": "records contain no times",
    **dict.fromkeys(("reference", "core/findings"), "they hold results that are made from records"),
    **dict.fromkeys(("core/writing", "core/repair"), "it writes a record to disk, complete, under its checksum"),
}
# The job that makes a record, by the kind of its spec.
JOB_OF = {"check": "check", "fit": "fit", "measurement": "measure", "training": "train"}


def training_source(spec: AnySpec) -> str:
    """Return the digest of the source that makes a spec's record: everything its job imports, minus the exclusions.

    It covers only the spec's kind of job and, of models, optimizers and other components, only the functions that the
    spec names, so adding an optimizer retrains nothing. Two exceptions, because imported files count in full: a check
    or a measurement is repeated after any change in a file that its own file imports, and a new activation retrains
    softmax regression, whose file imports the file of all activations.
    """
    return _source_of_job(JOB_OF[spec.kind], spec.main_function, tuple(spec.functions))


def files_in_digest(spec: AnySpec) -> frozenset[Path]:
    """Return the package files that contribute at least in part to the digest of a spec's record."""
    return _files_of_job(JOB_OF[spec.kind], frozenset(_named_files(spec.main_function, spec.functions)))


def folder_source(folder: str, pattern: str = "*.py", keep_docstrings: bool = False) -> str:
    """Return the digest of a folder's files and all their imports, without comments and formatting."""
    starts = sorted((PACKAGE / folder).glob(pattern))
    files = sorted({file for start in starts for file in source_closure(start)})
    return digest_of([(_name(file), normalized_source(file, docstrings=keep_docstrings)) for file in files])


def functions_source(kind: Kind, names: Iterable[str], files: dict[str, Path]) -> str:
    """Return the digest of functions of a catalog, with their docstrings and everything their files import."""
    parts = []
    for name in sorted(names):
        parts.append((name, normalized_source(files[name], functions=frozenset({name}), docstrings=True)))
        parts += [(_name(file), normalized_source(file)) for file in _imports_of(files[name])]
    return digest_of([kind.noun, parts])


def _imports_of(path: Path) -> list[Path]:
    return sorted({each for file in imported_files(path) for each in source_closure(file)})


@cache
def _source_of_job(job: str, main: Function | None, chosen: tuple[Function, ...]) -> str:
    named = _named_files(main, chosen)
    imported = {each for file in imported_files(_file(*main)) for each in source_closure(file)} if main else set()
    selected = {file: frozenset(names) for file, names in named.items() if file not in imported}
    files = sorted(_files_of_job(job, frozenset(named)))
    script = normalized_source(SOURCE / "workflow" / "scripts" / "train.py")
    return digest_of([script, [(_name(file), normalized_source(file, selected.get(file))) for file in files]])


@cache
def _files_of_job(job: str, named: frozenset[Path]) -> frozenset[Path]:
    without = frozenset(_excluded(job))
    starts = [PACKAGE / "jobs" / "recording.py", PACKAGE / "jobs" / f"{job}.py", *named]
    return frozenset(each for start in starts for each in source_closure(start, without))


def _excluded(job: str) -> Iterator[Path]:
    yield from (PACKAGE / "jobs" / f"{other}.py" for other in JOB_OF.values() if other != job)
    for part in EXCLUDED_FROM_TRAINING_DIGEST:
        yield from [PACKAGE / f"{part}.py", *(PACKAGE / part).rglob("*.py")]


def _named_files(main: Function | None, chosen: Iterable[Function]) -> dict[Path, set[str]]:
    named: dict[Path, set[str]] = {}
    for kind, name in [*chosen, *([main] if main else [])]:
        named.setdefault(_file(kind, name), set()).add(name)
    return named


def _file(kind: Kind, name: str) -> Path:
    return entries(kind)[name].path


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()
