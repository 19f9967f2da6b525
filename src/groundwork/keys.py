"""The keys of the cheap steps: a digest over everything that determines a step's outputs."""

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from groundwork.config.catalog import FIGURE, entries
from groundwork.digests import folder_source, functions_source
from groundwork.identity import PACKAGE, digest_of, digest_of_files, normalized_source
from groundwork.plan import Plan, StudyPlan

SCRIPTS = PACKAGE.parents[1] / "workflow" / "scripts"
LIBRARIES = (
    "dvc",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "snakemake",
    "torch",
    "torchvision",
)


def library_versions() -> dict[str, str]:
    """Return the version of Python and of each library that a result may depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


@dataclass(frozen=True)
class Keys:
    """The key of every step of a plan; equal keys mean equal outputs."""

    root: Path
    plan: Plan

    def of(self, step: str) -> str:
        """Return the key of a step: tabulate.STUDY, draw.STUDY, judge or render."""
        verb, _, study = step.partition(".")
        if verb == "tabulate":
            return self._tables(self.plan.studies[study])
        if verb == "draw":
            return self._figures(self.plan.studies[study])
        return self._verdicts() if verb == "judge" else self._report()

    def _tables(self, study: StudyPlan) -> str:
        variants = [(variant.axes, variant.record) for variant in study.variants]
        source = [_script("tabulate"), folder_source("tables")]
        return digest_of(
            ["tabulate", study.name, variants, study.checks, source, self._statistics(), version("pandas")]
        )

    def _figures(self, study: StudyPlan) -> str:
        files = {name: entry.path for name, entry in entries(FIGURE).items()}
        source = functions_source(FIGURE, study.figures, files)
        drawing = [_script("draw"), folder_source("figures", "_*.py")]
        return digest_of(["draw", self._tables(study), study.figures, source, drawing, version("matplotlib")])

    def _verdicts(self) -> str:
        tables = [self._tables(study) for study in self.plan.studies.values()]
        claims = digest_of_files([self.root / "report" / "content" / "claims.yaml"])
        source = [_script("judge"), folder_source("claims")]
        return digest_of(["judge", tables, claims, source, self.plan.stand_ins, self._statistics(), version("scipy")])

    def _report(self) -> str:
        figures = [self._figures(study) for study in self.plan.studies.values()]
        folders = [self.root / "report" / name for name in ("templates", "content")]
        prose = digest_of_files(path for folder in folders for path in folder.rglob("*") if path.is_file())
        shown = digest_of_files([PACKAGE / "checks.py"])
        source = [_script("render"), folder_source("report")]
        # Not their canonical form: the report shows the parameters in their own order.
        params = json.dumps(self.plan.params.model_dump(mode="json"))
        return digest_of(["render", self._verdicts(), figures, prose, shown, source, params, library_versions()])

    def _statistics(self) -> object:
        return self.plan.params.statistics.model_dump()


def _script(verb: str) -> str:
    return normalized_source(SCRIPTS / f"{verb}.py")
