"""The digests of our own source that a record, a table, a figure or the report depends on."""

from collections.abc import Iterable
from pathlib import Path

from groundwork.config.catalog import CHECK, INITIALIZER, MODEL, OPTIMIZER, PREPROCESSING, PROBE, SCHEDULE, Kind
from groundwork.identity import PACKAGE, digest_of, imported_files, normalized_source, source_closure
from groundwork.plan import AnySpec, CheckSpec

# What these decide is in the spec or in the digest of the data, both in a record's identity; their source need not be.
VOUCHED_FOR_ELSEWHERE = ("errors", "identity", "config", "expansion", "plan", "records", "dataset")


def training_source(spec: AnySpec) -> str:
    """Return the digest of the source that makes a spec's record.

    Of models, optimizers and the like only the functions that the spec names count: a new optimizer retrains nothing.
    """
    if isinstance(spec, CheckSpec):
        return _digest_of_training("checking.py", {CHECK: {spec.check}})
    return _digest_of_training(
        "job.py",
        {
            MODEL: {spec.model.name},
            PREPROCESSING: {spec.preprocessing.name},
            INITIALIZER: {spec.initializer.name},
            OPTIMIZER: {spec.optimizer.name},
            SCHEDULE: {spec.schedule.name},
            PROBE: set(spec.probes),
        },
    )


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


def _digest_of_training(start: str, used: dict[Kind, set[str]]) -> str:
    functions = {PACKAGE / kind.place: frozenset(names) for kind, names in used.items()}
    files = [each for each in source_closure(PACKAGE / "training" / start) if not _is_vouched_for(each)]
    return digest_of([(_name(file), normalized_source(file, functions.get(file))) for file in files])


def _is_vouched_for(path: Path) -> bool:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py") in VOUCHED_FOR_ELSEWHERE


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()
