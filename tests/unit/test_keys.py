"""The keys of the cheap steps change with what determines a step's outputs, and with nothing else."""

import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from groundwork import keys as keys_module
from groundwork.digests import folder_source
from groundwork.keys import LIBRARIES, Keys, library_versions
from groundwork.plan import DatasetInPlay, Plan

PlanOf = Callable[..., Plan]
Values = dict[str, Any]
STEPS = ["tabulate.rates", "tabulate.other", "draw.rates", "draw.other", "judge", "render"]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with a claims file, another content file and a template."""
    for name in ("content/claims.yaml", "content/questions.yaml", "templates/page.html"):
        path = tmp_path / "report" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
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
        keys = Keys(content, plan_of(two, **plan_settings))
        return [step for step in STEPS if keys.of(step) != before[step]]

    first = Keys(content, plan_of(two))
    before = {step: first.of(step) for step in STEPS}
    assert len(set(before.values())) == len(STEPS)
    assert all(re.fullmatch("[0-9a-f]{12}", key) for key in before.values())
    return of


def test_the_same_plan_has_the_same_keys(changed: Callable[..., list[str]]) -> None:
    assert changed() == []


def test_a_study_s_variants_are_in_its_own_keys(changed: Callable[..., list[str]], two: Values) -> None:
    two["studies"]["rates"]["vary"]["learning_rate"] = [0.1, 0.02]

    assert changed() == ["tabulate.rates", "draw.rates", "judge", "render"]


def test_a_study_s_checks_are_in_its_own_keys(changed: Callable[..., list[str]], two: Values) -> None:
    two["studies"]["other"]["checks"] = ["adam_state_bytes"]

    assert changed() == ["tabulate.other", "draw.other", "judge", "render"]


def test_statistics_are_in_all_keys(changed: Callable[..., list[str]], two: Values) -> None:
    two["statistics"]["confidence"] = 0.9

    assert changed() == STEPS


def test_new_records_are_in_all_keys(changed: Callable[..., list[str]]) -> None:
    assert changed(source=lambda _spec: "changed") == STEPS


def test_the_look_of_the_report_is_in_its_own_key(changed: Callable[..., list[str]], two: Values) -> None:
    two["report"]["title"] = "Another"

    assert changed() == ["render"]


def test_a_stand_in_is_judged_again(changed: Callable[..., list[str]]) -> None:
    stand_in = DatasetInPlay(requested="mnist", name="digits", digest="d" * 12, train_images=1437)

    assert changed(mnist=stand_in) == ["judge", "render"]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("content/claims.yaml", ["judge", "render"]),
        ("content/questions.yaml", ["render"]),
        ("templates/page.html", ["render"]),
    ],
)
def test_content_is_in_the_keys_of_the_steps_that_read_it(
    changed: Callable[..., list[str]], content: Path, name: str, steps: list[str]
) -> None:
    (content / "report" / name).write_text("changed\n", encoding="utf-8")

    assert changed() == steps


@pytest.mark.parametrize(
    ("library", "steps"),
    [
        ("pandas", STEPS),
        ("matplotlib", ["draw.rates", "draw.other", "render"]),
        ("scipy", ["judge", "render"]),
        ("jinja2", ["render"]),
    ],
)
def test_a_library_is_in_the_keys_of_the_steps_that_use_it(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, library: str, steps: list[str]
) -> None:
    monkeypatch.setattr(keys_module, "version", lambda name: "99" if name == library else version(name))

    assert changed() == steps


@pytest.mark.parametrize(
    ("folder", "steps"), [("tables", STEPS), ("claims", ["judge", "render"]), ("report", ["render"])]
)
def test_source_is_in_the_keys_of_the_steps_that_run_it(
    changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, folder: str, steps: list[str]
) -> None:
    monkeypatch.setattr(
        keys_module, "folder_source", lambda name, *rest: "changed" if name == folder else folder_source(name, *rest)
    )

    assert changed() == steps


def test_the_versions_of_all_libraries_are_known() -> None:
    versions = library_versions()

    assert set(versions) == {"python", *LIBRARIES}
    assert all(re.match(r"\d+\.\d+", each) for each in versions.values())
