"""Digests of the source code that records, tables, figures and the report depend on."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from groundwork.config.catalog import (
    ACTIVATION,
    AUGMENTATION,
    CHECK,
    INITIALIZER,
    LOSS,
    MEASUREMENT,
    MODEL,
    OPTIMIZER,
    PREPROCESSING,
    PROBE,
    SCHEDULE,
    Kind,
    entries,
)
from groundwork.core.identity import PACKAGE, SOURCE, digest_of, imported_files, normalized_source, source_closure
from groundwork.planning.specs import AnySpec, CheckSpec, DataSpec, FitSpec, MeasurementSpec, Spec

Function = tuple[Kind, str]

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
    "jobs/telling": "its line is for the terminal",
    "records/costs": "records contain no times",
    **dict.fromkeys(("core/writing", "core/repair"), "it writes a record to disk, complete, under its checksum"),
}
MAKERS = ("check", "fit", "measure", "train")  # the kinds of jobs; each record is made by one of them


def training_source(spec: AnySpec) -> str:
    """Return the digest of the source that makes a spec's record: everything its job imports, minus the exclusions.

    It covers only the spec's kind of job and, of models, optimizers and other components, only the functions that the
    spec names, so adding an optimizer retrains nothing. Two exceptions, because imported files count in full: a check
    or a measurement is repeated after any change in a file that its own file imports, and a new activation retrains
    softmax regression, whose file imports the file of all activations.
    """
    return _source_of_job(*_job_of(spec))


def files_in_digest(spec: AnySpec) -> frozenset[Path]:
    """Return the package files that contribute at least in part to the digest of a spec's record."""
    job, main, chosen = _job_of(spec)
    return _files_of_job(job, frozenset(_named_files(main, chosen)))


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


def _job_of(spec: AnySpec) -> tuple[str, Function | None, tuple[Function, ...]]:
    """Return a spec's kind of job, its check or measurement function if any, and the component functions it names."""
    if isinstance(spec, CheckSpec):
        return "check", (CHECK, spec.check), ()
    if isinstance(spec, MeasurementSpec):
        return "measure", (MEASUREMENT, spec.measurement.name), tuple(_training_functions(spec.base))
    if isinstance(spec, FitSpec):
        return "fit", None, tuple(_data_functions(spec))
    return "train", None, tuple(_training_functions(spec))


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
    yield from (PACKAGE / "jobs" / f"{other}.py" for other in MAKERS if other != job)
    for part in EXCLUDED_FROM_TRAINING_DIGEST:
        yield from [PACKAGE / f"{part}.py", *(PACKAGE / part).rglob("*.py")]


def _named_files(main: Function | None, chosen: tuple[Function, ...]) -> dict[Path, set[str]]:
    named: dict[Path, set[str]] = {}
    for kind, name in [*chosen, *([main] if main else [])]:
        named.setdefault(_file(kind, name), set()).add(name)
    return named


def _data_functions(spec: DataSpec) -> list[Function]:
    activation = spec.model.settings.get("activation", entries(MODEL)[spec.model.name].defaults.get("activation"))
    used = [(MODEL, spec.model.name), (PREPROCESSING, spec.preprocessing.name)]
    return [*used, (ACTIVATION, activation)] if activation else used


def _training_functions(spec: Spec) -> list[Function]:
    return [
        *_data_functions(spec),
        (AUGMENTATION, spec.augmentation.name),
        (INITIALIZER, spec.initializer.name),
        (LOSS, spec.loss.name),
        (OPTIMIZER, spec.optimizer.name),
        (SCHEDULE, spec.schedule.name),
        *((PROBE, name) for name in spec.probes),
    ]


def _file(kind: Kind, name: str) -> Path:
    return entries(kind)[name].path


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()
