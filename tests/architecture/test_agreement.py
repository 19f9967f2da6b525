"""What is said in several files is the same in all of them, and none speaks of the machine it was written on."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source import ROOT, label, tracked_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = [Requirement(line.removesuffix(" \\")) for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]
REQUIRED = [
    Requirement(each)
    for each in [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["test"]]
]
PYTHON = "3.11"
# In pieces, so that this file does not say them.
OF_A_MACHINE = re.compile(
    "|".join(f"/{folder}/" for folder in ("work", "home", "root", "Users")) + "|" + "|".join(["loca" + "lhost:"])
)
OF_A_REGISTRY = re.compile("|".join(["index" + "-url", "arti" + "factory", "find" + "-links", "trusted" + "-host"]))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def locked(name: str) -> list[Version]:
    """Return every version of a package that the lock has."""
    wanted = [each for each in LOCKED if canonicalize_name(each.name) == canonicalize_name(name)]
    return [Version(clause.version) for each in wanted for clause in each.specifier]


@pytest.mark.parametrize("requirement", REQUIRED, ids=str)
def test_lock_satisfies_pyproject(requirement: Requirement) -> None:
    """A version may differ between versions of Python; each of them counts."""
    versions = locked(requirement.name)

    assert versions
    assert [version for version in versions if version not in requirement.specifier] == []


def test_lock_pins_by_checksum_without_urls() -> None:
    blocks = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]

    assert len(blocks) == len(LOCKED) > 100
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert [each.name for each in LOCKED if [clause.operator for clause in each.specifier] != ["=="]] == []
    assert "://" not in LOCK


def test_snakemake_is_new_enough_for_the_snakefile() -> None:
    (least,) = re.findall(r'^min_version\("(.*)"\)$', read("Snakefile"), re.MULTILINE)

    (version,) = locked("snakemake")
    assert version >= Version(least)
    assert version.major == Version(least).major


def test_python_version_agrees_everywhere() -> None:
    short = PYTHON.replace(".", "")

    assert PROJECT["project"]["requires-python"] == f">={PYTHON}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{short}"
    assert f"python={PYTHON}" in read("workflow/envs/groundwork.yaml")
    assert f"Python {PYTHON}" in read("README.md")
    assert f"({PYTHON.replace('.', ', ')})" in read("Makefile")


def test_changelog_has_version_or_unreleased() -> None:
    assert re.search(
        rf"^## \[({re.escape(PROJECT['project']['version'])}|Unreleased)\]", read("CHANGELOG.md"), re.MULTILINE
    )


def test_no_file_mentions_the_author_s_machine() -> None:
    paths = [path for path in tracked_files() if path.suffix not in {".apkg", ".lock", ".npz", ".png", ".xz"}]

    said = [
        f"{label(path)}: {match[0]}"
        for path in paths
        for pattern in (OF_A_MACHINE, OF_A_REGISTRY)
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]

    assert paths
    assert said == []
