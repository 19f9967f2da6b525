"""The reference is kept with all that says what it is, and read only if it is whole."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from groundwork.core.errors import UserError
from groundwork.core.findings import (
    Fact,
    HorizonVerdict,
    Verdict,
    VerdictWord,
    facts_to_csv,
    horizons_to_csv,
    verdicts_to_csv,
)
from groundwork.planning.plan import Plan
from groundwork.planning.study_identity import study_identity
from groundwork.reference.files import (
    MOST_BYTES,
    PAGES,
    keep_reference,
    longest_steps,
    read_reference,
    reference_files,
)

VERSIONS = {"torch": "2.15.0"}
VERDICT: dict[str, Any] = {"study": "rates", "sentence": "Lower is better.", "source": "textbook", "kind": "comparison"}


def git(root: Path, *words: str) -> str:
    names = ("-c", "user.name=a", "-c", "user.email=a@b")
    return subprocess.run(["git", "-C", root, *names, *words], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def plan(values: dict[str, Any], plan_of: Callable[..., Plan]) -> Plan:
    """A plan of one study under the budget of the reference."""
    values["budgets"]["full"] = values["budgets"]["small"]
    values["budget"] = "full"
    return plan_of(values)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A committed project with results."""
    project = tmp_path / "project"
    results = project / "results"
    results.mkdir(parents=True)
    verdict = Verdict(claim="lower", protocol="two rates", verdict=VerdictWord.SUPPORTED, identity="abc", **VERDICT)
    (results / "facts.csv").write_text(facts_to_csv([Fact("rates.runs", 6.0)]), encoding="utf-8")
    (results / "verdicts.csv").write_text(verdicts_to_csv([verdict]), encoding="utf-8")
    row = HorizonVerdict(claim="lower", horizon=144, verdict=VerdictWord.INCONCLUSIVE)
    (results / "horizons.csv").write_text(horizons_to_csv([row]), encoding="utf-8")
    for name in PAGES:
        (results / name).write_text(f"<p>{name}</p>", encoding="utf-8")
    (project / "params.yaml").write_text("budget: full\n", encoding="utf-8")
    (project / ".gitignore").write_text("/results/\n", encoding="utf-8")
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "Freeze")
    (project / "README.md").write_text("What changes later.", encoding="utf-8")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "Describe")
    return project


def test_what_is_kept_is_read_back(root: Path, plan: Plan) -> None:
    keep_reference(root, plan, VERSIONS)
    kept = read_reference(root)

    assert kept
    assert kept.facts["rates.runs"].value == 6
    assert kept.verdicts["lower"].identity == "abc"
    assert [each.horizon for each in kept.horizons["lower"]] == [144]
    assert {path.name: path.read_text(encoding="utf-8") for path in (root / "reference").glob("*.*")} == {
        name: f"<p>{name}</p>" for name in PAGES
    }
    made = kept.provenance
    assert [made.commit, made.frozen] == git(root, "rev-parse", "HEAD", "HEAD~").split()
    assert (made.budget, made.versions) == ("full", VERSIONS)
    assert made.studies == {"rates": study_identity(plan.params, "rates", "full")}
    assert made.steps == {"rates": longest_steps(plan, "rates")} == {"rates": 8}


def test_keeping_again_needs_no_commit_of_the_earlier_reference(root: Path, plan: Plan) -> None:
    keep_reference(root, plan, VERSIONS)
    keep_reference(root, plan, VERSIONS)


def test_no_reference(tmp_path: Path) -> None:
    assert read_reference(tmp_path) is None
    assert reference_files(tmp_path) == []


def test_damaged_reference(root: Path, plan: Plan) -> None:
    keep_reference(root, plan, VERSIONS)
    folder = root / "reference" / "results"
    assert [path.name for path in reference_files(root)] == [
        *("facts.csv", "verdicts.csv", "horizons.csv", "provenance.json")
    ]

    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    del provenance["commit"]
    (folder / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")
    with pytest.raises(UserError) as error:
        read_reference(root)
    assert str(error.value) == (
        "reference/results/provenance.json: damaged; restore the folder with `git checkout reference`, or make it "
        "again with `make reference`"
    )

    (folder / "facts.csv").unlink()
    with pytest.raises(UserError, match=r"^reference/results/facts\.csv: missing or unreadable; restore"):
        read_reference(root)


def test_another_budget_is_no_reference(root: Path, values: dict[str, Any], plan_of: Callable[..., Plan]) -> None:
    with pytest.raises(UserError) as error:
        keep_reference(root, plan_of(values), VERSIONS)
    assert str(error.value) == "budget: the reference is made with 'full', not 'small'; run `make reference`"


def test_fallback_data_are_no_reference(
    root: Path, values: dict[str, Any], plan_of: Callable[..., Plan], plan: Plan
) -> None:
    digits = plan.datasets["digits"].model_copy(update={"requested": "mnist"})
    with pytest.raises(UserError, match=r"^data: the reference needs mnist, and this run used a fallback; see"):
        keep_reference(root, replace(plan, datasets={"mnist": digits}), VERSIONS)


def test_a_report_that_is_too_large_is_not_kept(root: Path, plan: Plan) -> None:
    (root / "results" / "report.html").write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(UserError, match=r"^results/report\.html: 4,000,001 bytes; the reference's report may have 4,"):
        keep_reference(root, plan, VERSIONS)


def test_an_uncommitted_change_is_no_reference(root: Path, plan: Plan) -> None:
    (root / "claims.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(UserError) as error:
        keep_reference(root, plan, VERSIONS)
    assert str(error.value) == "claims.yaml: not committed; the reference names a commit, so commit it first"


def test_without_git_there_is_no_reference(root: Path, plan: Plan) -> None:
    (root / ".git").rename(root / "git")
    with pytest.raises(UserError, match=r"^git: no commit here; the reference names a commit, so make it in a git"):
        keep_reference(root, plan, VERSIONS)
