"""Reads and writes the reference."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from groundwork.core.errors import UserError
from groundwork.core.findings import (
    Fact,
    HorizonVerdict,
    Verdict,
    facts_from_csv,
    horizons_from_csv,
    verdicts_from_csv,
)
from groundwork.core.identity import digest_of
from groundwork.core.processor import kind_of_machine
from groundwork.core.writing import write_atomically
from groundwork.planning.plan import Plan
from groundwork.planning.specs import MeasurementSpec, Spec
from groundwork.planning.study_identity import study_identity

BUDGET = "full"
FOLDER = Path("reference")
DATA = FOLDER / "results"  # a run reads this folder only; the pages beside it are for readers
COPIED = ("facts.csv", "verdicts.csv", "horizons.csv")
REPORT = FOLDER / "report.html"
# The report with everything that it links to.
PAGES = (
    *(REPORT.name, "provenance.html", "timings.html", "changes.html", "cheat-sheet.html"),
    *("interview-prep.apkg", "preview.png"),
)
# What decides the verdicts; it is committed before the run that they come from.
FROZEN = ("params.yaml", "report/content/claims.yaml")
PROVENANCE = "provenance.json"
MOST_BYTES = 4_000_000
AGAIN = "restore the folder with `git checkout reference`, or make it again with `make reference`"


@dataclass(frozen=True)
class Provenance:
    """Where a reference comes from: the commits, the budget, the machine, versions, and what identifies its runs.

    `commit` is the one that ran, `frozen` the last one up to it that changed parameters or claims. `studies` has the
    identity of each study under the budget, `steps` the number of steps of its longest run. A study that has another
    identity now shows no reference.
    """

    commit: str
    frozen: str
    budget: str
    params: str
    machine: str
    cores: int
    versions: Mapping[str, str]
    studies: Mapping[str, str]
    steps: Mapping[str, int]


@dataclass(frozen=True)
class Reference:
    """Facts and verdicts by name, the verdicts at each horizon by claim, and where they come from."""

    facts: Mapping[str, Fact]
    verdicts: Mapping[str, Verdict]
    horizons: Mapping[str, tuple[HorizonVerdict, ...]]
    provenance: Provenance


def read_reference(source: Path) -> Reference | None:
    """Return the reference below a source folder, or None if there is none; raises UserError if it is damaged."""
    folder = source / DATA
    if not (folder / PROVENANCE).is_file():
        return None
    texts = {name: _text(folder / name) for name in (*COPIED, PROVENANCE)}
    return Reference(
        facts=facts_from_csv(texts["facts.csv"], str(DATA / "facts.csv")),
        verdicts=verdicts_from_csv(texts["verdicts.csv"], str(DATA / "verdicts.csv")),
        horizons=horizons_from_csv(texts["horizons.csv"], str(DATA / "horizons.csv")),
        provenance=_provenance(texts[PROVENANCE]),
    )


def reference_files(source: Path) -> list[Path]:
    """Return the files that `read_reference` reads; empty if there is no reference."""
    return [path for name in (*COPIED, PROVENANCE) if (path := source / DATA / name).is_file()]


def keep_reference(root: Path, plan: Plan, versions: Mapping[str, str]) -> list[Path]:
    """Copy the results and pages of a run of the reference's budget to the reference folder and return the paths.

    Raises UserError for another budget, for results on fallback data, for a report that is too large to commit, and for
    uncommitted changes, because the reference names the commit that it belongs to.
    """
    params, results = plan.params, root / "results"
    if params.budget != BUDGET:
        raise UserError(f"budget: the reference is made with '{BUDGET}', not '{params.budget}'; run `make reference`")
    if plan.fallbacks:
        missing = ", ".join(sorted(plan.fallbacks))
        raise UserError(f"data: the reference needs {missing}, and this run used a fallback; see data/README.md")
    size = (results / REPORT.name).stat().st_size
    if size > MOST_BYTES:
        raise UserError(f"results/{REPORT.name}: {size:,} bytes; the reference's report may have {MOST_BYTES:,}")
    provenance = Provenance(
        commit=_commit(root),
        frozen=_git(root, "log", "-1", "--format=%H", "--", *FROZEN),
        budget=params.budget,
        params=digest_of(params.model_dump(mode="json")),
        machine=kind_of_machine(),
        cores=os.cpu_count() or 1,
        versions=versions,
        studies={name: study_identity(params, name, BUDGET) for name in plan.studies},
        steps={name: longest_steps(plan, name) for name in plan.studies},
    )
    folder = root / DATA
    folder.mkdir(parents=True, exist_ok=True)
    copies = {folder / name: results / name for name in COPIED} | {
        root / FOLDER / name: results / name for name in PAGES
    }
    for kept, made in copies.items():
        shutil.copyfile(made, kept)
    text = json.dumps(asdict(provenance), indent=2, sort_keys=True) + "\n"
    return [*copies, write_atomically(folder / PROVENANCE, text)]


def longest_steps(plan: Plan, study: str) -> int:
    """Return the number of optimizer steps of a study's longest run; 0 if it trains no network."""
    specs = [plan.records[name].spec for name in plan.studies[study].records]
    trained = [spec.base if isinstance(spec, MeasurementSpec) else spec for spec in specs]
    return max((spec.horizons[-1] for spec in trained if isinstance(spec, Spec)), default=0)


def _commit(root: Path) -> str:
    """Return the current commit; raises UserError unless everything but the reference itself is committed."""
    try:
        changed = _git(root, "status", "--porcelain", "--", ".", f":(exclude){FOLDER}")
        if changed:
            raise UserError(f"{changed.split()[-1]}: not committed; the reference names a commit, so commit it first")
        return _git(root, "rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        raise UserError("git: no commit here; the reference names a commit, so make it in a git repository") from None


def _git(root: Path, *words: str) -> str:
    command = ["git", "-C", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _provenance(text: str) -> Provenance:
    place = DATA / PROVENANCE
    try:
        found = json.loads(text)
        return Provenance(**{each.name: found[each.name] for each in fields(Provenance)})
    except (ValueError, TypeError, KeyError):
        raise UserError(f"{place}: damaged; {AGAIN}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{DATA / path.name}: missing or unreadable; {AGAIN}") from None
