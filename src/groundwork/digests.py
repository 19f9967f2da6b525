"""The digests of our own source that a record, a table, a figure or the report depends on."""

from collections.abc import Iterable
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
from groundwork.identity import PACKAGE, digest_of, imported_files, normalized_source, parsed, source_closure
from groundwork.specs import AnySpec, CheckSpec, DataSpec, FitSpec, MeasurementSpec, Spec

CHANGED = "the source or the parameters changed while the run was under way; run the same command again"
Function = tuple[Kind, str]

# What these decide is in the spec or in the digest of the data, both in a record's identity; their source need not be.
# Of `dataset`, the source that makes the arrays is in the digest of the data.
VOUCHED_FOR_ELSEWHERE = ("errors", "identity", "config", "expansion", "specs", "plan", "records", "dataset", "writing")


def training_source(spec: AnySpec) -> str:
    """Return the digest of the source that makes a spec's record.

    Of models, optimizers and the like only the functions that the spec names count: a new optimizer trains no network
    again. Two exceptions, as an import may be used whole: a check or a measurement is made anew whatever changes in a
    file that its own one imports, and a new activation retrains softmax regression, which names none: its file imports
    the file of all activations.
    """
    if isinstance(spec, CheckSpec):
        return _source_of_job("check", (CHECK, spec.check), ())
    if isinstance(spec, MeasurementSpec):
        return _source_of_job("measure", (MEASUREMENT, spec.measurement.name), tuple(_training_functions(spec.base)))
    if isinstance(spec, FitSpec):
        return _source_of_job("fit", None, tuple(_data_functions(spec)))
    return _source_of_job("train", None, tuple(_training_functions(spec)))


def forget_source() -> None:
    """Have all source read anew, which is otherwise read once per process."""
    for read in (parsed, normalized_source, imported_files, source_closure, entries, _source_of_job):
        read.cache_clear()


def folder_source(folder: str, pattern: str = "*.py", keep_docstrings: bool = False) -> str:
    """Return the digest of a folder's files with all that they import, comments and layout left out."""
    starts = sorted((PACKAGE / folder).glob(pattern))
    files = sorted({file for start in starts for file in source_closure(start)})
    return digest_of([(_name(file), normalized_source(file, docstrings=keep_docstrings)) for file in files])


def functions_source(kind: Kind, names: Iterable[str], files: dict[str, Path]) -> str:
    """Return the digest of some functions of a catalog, their docstrings included, with all that their files import."""
    parts = []
    for name in sorted(names):
        parts.append((name, normalized_source(files[name], functions=frozenset({name}), docstrings=True)))
        parts += [(_name(file), normalized_source(file)) for file in _imports_of(files[name])]
    return digest_of([kind.noun, parts])


def _imports_of(path: Path) -> list[Path]:
    return sorted({each for file in imported_files(path) for each in source_closure(file)})


@cache
def _source_of_job(job: str, main: Function | None, chosen: tuple[Function, ...]) -> str:
    """Return the digest of a job's source with the functions chosen by name, which no import statement mentions.

    What `main`, a check or a measurement, imports may use anything of the imported file, so that counts whole.
    """
    named: dict[Path, set[str]] = {}
    for kind, name in [*chosen, *([main] if main else [])]:
        named.setdefault(_file(kind, name), set()).add(name)
    imported = {each for file in imported_files(_file(*main)) for each in source_closure(file)} if main else set()
    starts = [PACKAGE / "jobs" / f"{job}.py", *named]
    files = sorted({each for start in starts for each in source_closure(start) if not _is_vouched_for(each)})
    kept = {file: frozenset(names) for file, names in named.items() if file not in imported}
    return digest_of([(_name(file), normalized_source(file, kept.get(file))) for file in files])


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


def _is_vouched_for(path: Path) -> bool:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py") in VOUCHED_FOR_ELSEWHERE


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()
