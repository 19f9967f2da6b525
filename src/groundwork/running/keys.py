"""Keys of the steps after training: digests over everything that determines a step's outputs."""

import hashlib
import itertools
import json
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from groundwork.config.catalog import CHECK, FIGURE, TIMING, Kind, entries
from groundwork.config.schema import Params
from groundwork.core.identity import PACKAGE, SOURCE, digest_of, digest_of_files, normalized_source
from groundwork.core.processor import kind_of_machine
from groundwork.pages.templates import content_folder, template_files, template_folder
from groundwork.planning.plan import LIBRARIES_OF, Plan
from groundwork.reference.files import reference_files
from groundwork.running.digests import folder_source, functions_source

SCRIPTS = SOURCE / "workflow" / "scripts"
SNAKEFILE = SOURCE / "Snakefile"
REPORT_PAGE, PROVENANCE_PAGE, CHEAT_SHEET = "report.html", "provenance.html", "cheat-sheet.html"
CLOCK_PAGE, CHANGES_PAGE = "timings.html", "changes.html"
CLOCK_CLAIMS = "timing_claims.yaml"
# Folders whose files the report prints, including comments.
PRINTED_CODE = (*CHECK.places, "cheat_sheet", "from_memory")
STEPS = ("judge", "render", "export", "compare", "clock")
TABLE_LIBRARIES = ("numpy", "pandas", "scipy")
TYPESETTING_LIBRARIES = ("latex2mathml", "markdown-it-py", "pygments")
LIBRARIES = (
    *("dvc", "jinja2", "matplotlib", "numpy", "pandas"),
    *("scikit-learn", "scipy", "snakemake", "torch", "torchvision"),
)
CONFIG_LIBRARIES = ("pydantic", "pyyaml", "ruamel.yaml")
# Libraries whose versions are in the plan or in a key, and those that read and validate params.yaml.
START_LIBRARIES = sorted(
    {*LIBRARIES, *TYPESETTING_LIBRARIES, *itertools.chain(*LIBRARIES_OF.values()), "genanki", *CONFIG_LIBRARIES}
)


def library_versions() -> dict[str, str]:
    """Return the version of Python and of each library that a result may depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def start_key(params: Params, options: object, source: Path = SOURCE) -> str:
    """Return the cache key of a run's plan: a digest over everything that determines plan and keys.

    `options` is what determines them besides the parameters, such as fallbacks and device.
    """
    files = [SNAKEFILE, *PACKAGE.rglob("*.py"), *SCRIPTS.glob("*.py"), *_prose(source), *reference_files(source)]
    content = sorted((str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)
    versions = {name: version(name) for name in START_LIBRARIES}
    # Not canonical JSON: the report shows the parameters in file order.
    parameters = json.dumps(params.model_dump(mode="json"))
    return digest_of(["start", parameters, options, content, platform.python_version(), versions, kind_of_machine()])


@dataclass(frozen=True)
class Keys:
    """The key of every step of a plan; equal keys mean equal outputs. Prose and templates are below `source`."""

    plan: Plan
    source: Path = SOURCE
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def of(self, step: str) -> str:
        """Return the key of a step: tabulate.STUDY, draw.STUDY, time.TIMING or one of STEPS."""
        if step not in self.known:
            verb, _, name = step.partition(".")
            made = (self._verdicts, self._report, self._exports, self._changes, self._clock)
            makers = dict(zip(STEPS, made, strict=True))
            of_one = {"tabulate": self._tables, "draw": self._figures, "time": self._timing}
            self.known[step] = of_one[verb](name) if name else makers[verb]()
        return self.known[step]

    def compute_all(self) -> None:
        """Compute every step's key now; Snakemake needs all of them."""
        of_studies = [f"{verb}.{study}" for study in self.plan.studies for verb in ("tabulate", "draw")]
        for step in [*of_studies, *(f"time.{timing}" for timing in timings_of(self.plan)), *STEPS]:
            self.of(step)

    def _tables(self, name: str) -> str:
        study = self.plan.studies[name]
        variants = [(variant.name, variant.axes, variant.records) for variant in study.variants]
        return digest_of(["tabulate", name, variants, study.checks, study.measurements, self._tabulating])

    def _figures(self, name: str) -> str:
        study = self.plan.studies[name]
        source = _functions_source(FIGURE, study.figures)
        return digest_of(["draw", self.of(f"tabulate.{name}"), study.figures, source, self._drawing])

    def _verdicts(self) -> str:
        tables = [self.of(f"tabulate.{study}") for study in self.plan.studies]
        claims = digest_of_files([content_folder(self.source) / "claims.yaml"])
        source = [_script("judge"), folder_source("claims")]
        return digest_of(["judge", tables, claims, source, self.plan.fallbacks, self._statistics, version("scipy")])

    def _report(self) -> str:
        source = [_script("render"), folder_source("report"), self._rules]
        pages = [self._page(REPORT_PAGE), self._page(PROVENANCE_PAGE)]
        return digest_of(["render", self._report_inputs, pages, source])

    def _exports(self) -> str:
        source = [_script("export"), folder_source("exports"), version("genanki")]
        others = digest_of_files((template_folder(self.source) / "exports").glob("*"))
        return digest_of(["export", self._report_inputs, self._page(CHEAT_SHEET), others, source])

    def _changes(self) -> str:
        source = [_script("compare"), folder_source("changes"), version("jinja2")]
        reference = digest_of_files(reference_files(self.source))
        params = self.plan.params.model_dump(mode="json")
        return digest_of(["compare", self.of("judge"), params, reference, self._page(CHANGES_PAGE), source])

    def _timing(self, name: str) -> str:
        source = [_functions_source(TIMING, [name]), folder_source("timing/stopwatch/shared"), _script("time")]
        return digest_of(["time", name, source, platform.python_version(), version("torch")])

    def _clock(self) -> str:
        timings = [self.of(f"time.{timing}") for timing in timings_of(self.plan)]
        studies = {name: study.records for name, study in self.plan.studies.items()}
        claims = digest_of_files([content_folder(self.source) / CLOCK_CLAIMS])
        source = [_script("clock"), folder_source("timing/page")]
        versions = [version("jinja2"), version("numpy"), version("scipy")]
        settings = [self.plan.params.budget, self._statistics]
        return digest_of(["clock", timings, studies, settings, claims, self._page(CLOCK_PAGE), source, versions])

    def _page(self, name: str) -> str:
        """Return the digest of a page's template files; missing ones are reported when the page is rendered."""
        files = template_files(template_folder(self.source), name)
        return digest_of({part: digest_of_files([path]) for part, path in files.items() if path.is_file()})

    @cached_property
    def _report_inputs(self) -> object:
        """The inputs of the report and the exports: verdicts, figures, prose, code, parameters, versions, reference."""
        figures = [self.of(f"draw.{study}") for study in self.plan.studies]
        folder = content_folder(self.source)
        texts = {path.relative_to(folder).as_posix(): path for path in _texts(self.source)}
        # By their paths: files of one name in two folders may swap their contents.
        prose = digest_of({name: digest_of_files([path]) for name, path in texts.items() if name != CLOCK_CLAIMS})
        shown = digest_of_files(path for place in PRINTED_CODE for path in (PACKAGE / place).rglob("*.py"))
        # Not canonical JSON: the report shows the parameters in file order.
        params = json.dumps(self.plan.params.model_dump(mode="json"))
        versions = [library_versions(), *map(version, TYPESETTING_LIBRARIES)]
        reference = digest_of_files(reference_files(self.source))
        return [self.of("judge"), figures, prose, shown, params, versions, reference]

    @property
    def _rules(self) -> str:
        """The digest of what the report says about the rules: the Snakefile and the scripts' docstrings."""
        return digest_of_files([SNAKEFILE, *SCRIPTS.glob("*.py")])

    @cached_property
    def _tabulating(self) -> object:
        """What all studies' tables depend on besides their records; also part of the keys of later steps."""
        return [_script("tabulate"), folder_source("tables"), self._statistics, *map(version, TABLE_LIBRARIES)]

    @cached_property
    def _drawing(self) -> object:
        """What all studies' figures depend on besides their tables."""
        return [_script("draw"), folder_source("figures/shared"), version("matplotlib")]

    @cached_property
    def _statistics(self) -> object:
        return self.plan.params.statistics.model_dump()


def timings_of(plan: Plan) -> list[str]:
    """Return the timings that any study lists, without duplicates."""
    return list(dict.fromkeys(timing for study in plan.studies.values() for timing in study.timings))


def _functions_source(kind: Kind, names: Iterable[str]) -> str:
    return functions_source(kind, names, {name: entry.path for name, entry in entries(kind).items()})


def _texts(source: Path) -> Iterator[Path]:
    """Yield the prose files."""
    yield from (path for path in content_folder(source).rglob("*") if path.is_file())


def _prose(source: Path) -> Iterator[Path]:
    """Yield the prose and template files of all pages."""
    yield from _texts(source)
    yield from (path for path in template_folder(source).rglob("*") if path.is_file())


def _script(verb: str) -> str:
    return normalized_source(SCRIPTS / f"{verb}.py")
