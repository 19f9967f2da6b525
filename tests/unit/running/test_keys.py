"""A step's key changes exactly with what determines its outputs."""

import re
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from groundwork.planning import plan as plan_module
from groundwork.planning.plan import Plan, ResolvedDataset
from groundwork.reference.files import DATA, PROVENANCE
from groundwork.running import keys as keys_module
from groundwork.running.digests import folder_source
from groundwork.running.keys import LIBRARIES, Keys, library_versions, start_key, timings_of

PlanOf = Callable[..., Plan]
Values = dict[str, Any]
STEPS = [
    "tabulate.rates",
    "tabulate.other",
    "draw.rates",
    "draw.other",
    "judge",
    "render",
    "export",
    "compare",
    "clock",
]
REPORTED = STEPS[:-1]
TIMING = "optimizer_steps"
VERSIONED = {*LIBRARIES, "genanki", "latex2mathml", "markdown-it-py", "optuna", "pydantic", "pygments"}

PROSE = {
    "content/claims.yaml": "[]",
    "content/questions.yaml": "[]",
    "content/questions/questions.yaml": "[of a folder]",
    "content/timing_claims.yaml": "[]",
    "templates/skeleton.html": '<style>{% include "styles/theme.css" %}</style>',
    "templates/report.html": '{% extends "skeleton.html" %}',
    "templates/provenance.html": '{% extends "skeleton.html" %}',
    "templates/timings.html": '{% extends "skeleton.html" %}',
    "templates/changes.html": '{% extends "skeleton.html" %}',
    "templates/cheat-sheet.html": '{% extends "skeleton.html" %}',
    "templates/exports/report.qmd": "",
    "templates/styles/theme.css": "",
    "templates/unused.html": "",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with content and templates of the report and the page of timings."""
    for name, text in PROSE.items():
        path = tmp_path / "report" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def two(values: Values) -> Values:
    """Parameters of two studies."""
    values["studies"]["other"] = {"vary": {"optimizer": ["sgd", "momentum"]}}
    return values


@pytest.fixture
def changed(content: Path, plan_of: PlanOf, two: Values) -> Callable[..., list[str]]:
    """Return the steps whose keys differ from those of the first plan."""

    def of(**plan_settings: Any) -> list[str]:
        keys = Keys(plan_of(two, **plan_settings), content)
        return [step for step in STEPS if keys.of(step) != before[step]]

    first = Keys(plan_of(two), content)
    before = {step: first.of(step) for step in STEPS}
    assert len(set(before.values())) == len(STEPS)
    assert all(re.fullmatch("[0-9a-f]{12}", key) for key in before.values())
    return of


def test_the_same_plan_has_the_same_keys(changed: Callable[..., list[str]]) -> None:
    assert changed() == []


def test_a_study_s_variants_are_in_its_own_keys(changed: Callable[..., list[str]], two: Values) -> None:
    two["studies"]["rates"]["vary"]["learning_rate"] = [0.1, 0.02]

    assert changed() == ["tabulate.rates", "draw.rates", "judge", "render", "export", "compare", "clock"]


def test_a_study_s_checks_are_in_its_own_keys(changed: Callable[..., list[str]], two: Values) -> None:
    two["studies"]["other"]["checks"] = ["adam_state_bytes"]

    assert changed() == ["tabulate.other", "draw.other", "judge", "render", "export", "compare", "clock"]


def test_statistics_are_in_all_keys(changed: Callable[..., list[str]], two: Values) -> None:
    two["statistics"]["confidence"] = 0.9

    assert changed() == STEPS


def test_new_records_are_in_all_keys(changed: Callable[..., list[str]]) -> None:
    assert changed(source=lambda _spec: "changed") == STEPS


def test_report_settings_are_in_keys_of_pages_with_parameters(changed: Callable[..., list[str]], two: Values) -> None:
    two["report"]["title"] = "Another"

    assert changed() == ["render", "export", "compare"]


def test_fallback_changes_judge_and_later_keys(changed: Callable[..., list[str]]) -> None:
    fallback_dataset = ResolvedDataset(requested="mnist", name="digits", digest="d" * 12, train_images=1437)

    assert changed(mnist=fallback_dataset) == ["judge", "render", "export", "compare"]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("content/claims.yaml", ["judge", "render", "export", "compare"]),
        ("content/questions.yaml", ["render", "export"]),
        ("content/questions/questions.yaml", ["render", "export"]),
        ("templates/report.html", ["render"]),
        ("templates/provenance.html", ["render"]),
        ("templates/skeleton.html", ["render", "export", "compare", "clock"]),
        ("templates/styles/theme.css", ["render", "export", "compare", "clock"]),
        ("templates/timings.html", ["clock"]),
        ("templates/changes.html", ["compare"]),
        ("templates/cheat-sheet.html", ["export"]),
        ("templates/exports/report.qmd", ["export"]),
        ("templates/unused.html", []),
        ("content/timing_claims.yaml", ["clock"]),
    ],
)
def test_content_is_in_the_keys_of_the_steps_that_read_it(
    changed: Callable[..., list[str]], content: Path, name: str, steps: list[str]
) -> None:
    (content / "report" / name).write_text("changed\n", encoding="utf-8")

    assert changed() == steps


def test_files_of_one_name_in_two_folders_are_told_apart(changed: Callable[..., list[str]], content: Path) -> None:
    one, other = (content / "report" / "content" / name for name in ("questions.yaml", "questions/questions.yaml"))
    one_text, other_text = one.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")
    one.write_text(other_text, encoding="utf-8")
    other.write_text(one_text, encoding="utf-8")

    assert changed() == ["render", "export"]


def test_reference_is_in_the_keys_of_the_steps_that_read_it(changed: Callable[..., list[str]], content: Path) -> None:
    (content / DATA).mkdir(parents=True)
    (content / DATA / PROVENANCE).write_text("{}", encoding="utf-8")

    assert changed() == ["render", "export", "compare"]


@pytest.mark.parametrize(
    ("library", "steps"),
    [
        ("pandas", REPORTED),
        ("matplotlib", ["draw.rates", "draw.other", "render", "export"]),
        ("numpy", STEPS),
        ("scipy", STEPS),
        ("genanki", ["export"]),
        ("pygments", ["render", "export"]),
        ("jinja2", ["render", "export", "compare", "clock"]),
    ],
)
def test_a_library_is_in_the_keys_of_the_steps_that_use_it(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, library: str, steps: list[str]
) -> None:
    monkeypatch.setattr(keys_module, "version", lambda name: "99" if name == library else version(name))

    assert changed() == steps


@pytest.mark.parametrize(
    ("folder", "steps"),
    [
        ("tables", REPORTED),
        ("claims", ["judge", "render", "export", "compare"]),
        ("report", ["render"]),
        ("changes", ["compare"]),
        ("exports", ["export"]),
        ("timing/page", ["clock"]),
    ],
)
def test_source_is_in_the_keys_of_the_steps_that_run_it(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, folder: str, steps: list[str]
) -> None:
    monkeypatch.setattr(
        keys_module, "folder_source", lambda name, *rest: "changed" if name == folder else folder_source(name, *rest)
    )

    assert changed() == steps


def shown_apart(monkeypatch: pytest.MonkeyPatch, name: str, copy: Path) -> Path:
    """Compute the keys from a copy of a folder's files."""
    shutil.copytree(getattr(keys_module, name), copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(keys_module, name, copy)
    return copy


@pytest.mark.parametrize("file", ["checks/gradients.py", "cheat_sheet/*.py", "from_memory/*.py"])
def test_comments_in_printed_code_are_in_report_key(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str
) -> None:
    package = shown_apart(monkeypatch, "PACKAGE", tmp_path / "package")
    assert changed() == []

    with sorted(package.glob(file))[-1].open("a", encoding="utf-8") as code:
        code.write("# only a comment\n")

    assert changed() == ["render", "export"]


def test_script_docstrings_are_in_report_key(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripts = shown_apart(monkeypatch, "SCRIPTS", tmp_path / "scripts")
    assert changed() == []

    train = scripts / "train.py"
    train.write_text(train.read_text(encoding="utf-8").replace('"""', '"""Now: ', 1), encoding="utf-8")

    assert changed() == ["render"]


def test_snakefile_is_in_report_key(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "Snakefile").write_text("rule all:\n", encoding="utf-8")
    monkeypatch.setattr(keys_module, "SNAKEFILE", tmp_path / "Snakefile")

    assert changed() == ["render"]


def test_a_timing_is_in_the_keys_of_the_pages(changed: Callable[..., list[str]], two: Values) -> None:
    two["studies"]["other"]["timings"] = [TIMING]

    assert changed() == ["render", "export", "compare", "clock"]


def test_timing_of_two_studies_is_run_once(content: Path, plan_of: PlanOf, two: Values) -> None:
    for study in two["studies"].values():
        study["timings"] = [TIMING]
    plan = plan_of(two)

    assert timings_of(plan) == [TIMING]
    assert re.fullmatch("[0-9a-f]{12}", Keys(plan, content).of(f"time.{TIMING}"))


@pytest.mark.parametrize(
    ("what", "changed_to"),
    [
        ("version", lambda name: "99" if name == "torch" else version(name)),
        ("folder_source", lambda *_rest: "changed"),
        ("functions_source", lambda *_rest: "changed"),
    ],
)
def test_timing_key_depends_on_code_and_versions(
    content: Path, plan_of: PlanOf, two: Values, monkeypatch: pytest.MonkeyPatch, what: str, changed_to: Any
) -> None:
    two["studies"]["other"]["timings"] = [TIMING]
    plan = plan_of(two)
    before = Keys(plan, content).of(f"time.{TIMING}")
    monkeypatch.setattr(keys_module, what, changed_to)

    assert Keys(plan, content).of(f"time.{TIMING}") != before


def test_keys_are_cached(content: Path, plan_of: PlanOf, two: Values) -> None:
    keys = Keys(plan_of(two), content)
    keys.compute_all()
    before = {step: keys.of(step) for step in STEPS}
    (content / "report" / "content" / "claims.yaml").write_text("changed\n", encoding="utf-8")

    assert {step: keys.of(step) for step in STEPS} == before
    assert Keys(keys.plan, content).of("judge") != before["judge"]


@pytest.mark.parametrize("name", PROSE)
def test_start_key_covers_prose(content: Path, plan_of: PlanOf, two: Values, name: str) -> None:
    params = plan_of(two).params
    before = start_key(params, ["cpu"], content)
    (content / "report" / name).write_text("changed\n", encoding="utf-8")

    assert start_key(params, ["cpu"], content) != before


def test_start_key_covers_parameters_options_and_source(
    content: Path, plan_of: PlanOf, two: Values, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = plan_of(two).params
    two["studies"] = dict(reversed(two["studies"].items()))
    turned = plan_of(two).params
    two["report"]["decimals"] = 3

    found = [start_key(each, ["cpu"], content) for each in (params, turned, plan_of(two).params)]
    found.append(start_key(params, ["cuda"], content))
    assert start_key(params, ["cpu"], content) == found[0]
    for name in ("PACKAGE", "SCRIPTS"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file.py").write_text("# only a comment\n", encoding="utf-8")
        monkeypatch.setattr(keys_module, name, folder)
        found.append(start_key(params, ["cpu"], content))

    assert len(set(found)) == 6


@pytest.mark.parametrize("library", sorted(VERSIONED))
def test_start_key_covers_library_versions(
    content: Path, plan_of: PlanOf, two: Values, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    params = plan_of(two).params
    before = start_key(params, ["cpu"], content)
    monkeypatch.setattr(keys_module, "version", lambda name: "99" if name == library else version(name))

    assert start_key(params, ["cpu"], content) != before


def test_start_key_covers_every_used_version(
    content: Path, plan_of: PlanOf, two: Values, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    def asked_for(name: str) -> str:
        asked.add(name)
        return version(name)

    for module in (keys_module, plan_module):
        monkeypatch.setattr(module, "version", asked_for)
    two["studies"]["other"] |= {"measurements": ["two_layers_learn_xor"], "timings": [TIMING]}
    two["studies"]["fitted"] = {"vary": {"model": ["random_forest"]}}
    Keys(plan_of(two), content).compute_all()

    assert asked <= VERSIONED
    assert {"optuna", "genanki", "pygments"} < asked


def test_the_versions_of_all_libraries_are_known() -> None:
    versions = library_versions()

    assert set(versions) == {"python", *LIBRARIES}
    assert all(re.match(r"\d+\.\d+", each) for each in versions.values())
