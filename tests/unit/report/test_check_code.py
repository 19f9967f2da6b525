"""The source shown for a check: what it uses from its file and helper files, and nothing else."""

import re
from pathlib import Path

import pytest

from groundwork.config.catalog import CHECK, entries
from groundwork.core.identity import PACKAGE
from groundwork.pages.templates import template_folder
from groundwork.report.check_code import STYLED, highlighted, read_checks

REPOSITORY = Path(__file__).parents[3]

CHECK_FILE = '''"""Checks of sums."""

import math
import os
from collections.abc import Callable, Sequence

import torch
from torch import nn, optim

from groundwork.checks.shared.sums import LIMIT, Sum, total
from groundwork.records.schema import CheckBody, Run

FIRST, SECOND = 1, 2
Numbers = Sequence[int]
UNUSED = 3
NAMES: dict[str, int] = {"one": FIRST}


def sums_add_up() -> CheckBody:
    """Sums add up.

    More about it.
    """
    return CheckBody(holds=_twice(NAMES["one"]) < LIMIT, measured={"pi": math.pi})


def others_do_too() -> CheckBody:
    """Others do too."""
    return CheckBody(holds=nn.functional.relu(torch.tensor(SECOND)) > 0, measured={})


@cache
def _twice(number: int) -> int:  # a comment
    return total([number, number])


def _unused(numbers: Numbers) -> int:
    return 0
'''
HELPER_FILE = '''"""Sums."""

import math

LIMIT = 10


def total(numbers: list[int]) -> int:
    """Return the sum."""
    return _checked(sum(numbers))


def _checked(number: int) -> int:
    return math.floor(number)


class Sum:
    """A sum."""
'''
SUMS_ADD_UP = '''import math
from groundwork.records.schema import CheckBody


LIMIT = 10
FIRST, SECOND = 1, 2
NAMES: dict[str, int] = {"one": FIRST}


def sums_add_up() -> CheckBody:
    """Sums add up.

    More about it.
    """
    return CheckBody(holds=_twice(NAMES["one"]) < LIMIT, measured={"pi": math.pi})


@cache
def _twice(number: int) -> int:  # a comment
    return total([number, number])


def total(numbers: list[int]) -> int:
    """Return the sum."""
    return _checked(sum(numbers))


def _checked(number: int) -> int:
    return math.floor(number)
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    checks = tmp_path / "checks"
    (checks / "shared").mkdir(parents=True)
    (checks / "sums.py").write_text(CHECK_FILE, encoding="utf-8")
    (checks / "shared" / "sums.py").write_text(HELPER_FILE, encoding="utf-8")
    (checks / "__init__.py").write_text('"""Checks."""\n', encoding="utf-8")
    (checks / "more.py").write_text('def a_check():\n    """A check."""\n    return _nowhere\n', encoding="utf-8")
    return checks


def test_checks_are_read_without_helpers(folder: Path) -> None:
    checks = read_checks(folder)

    assert list(checks) == ["a_check", "sums_add_up", "others_do_too"]
    assert [code.sentence for code in checks.values()] == ["A check.", "Sums add up.", "Others do too."]


def test_shared_file_of_another_package_is_imported_although_its_name_is_that_of_a_helper_file(folder: Path) -> None:
    text = 'from groundwork.tasks.shared.sums import total\n\n\ndef other_sums():\n    """Sums."""\n    return total\n'
    (folder / "more.py").write_text(text, encoding="utf-8")

    assert read_checks(folder)["other_sums"].source == text


def test_source_order_of_check(folder: Path) -> None:
    assert read_checks(folder)["sums_add_up"].source == SUMS_ADD_UP


def test_source_has_only_used_statements(folder: Path) -> None:
    source = read_checks(folder)["others_do_too"].source

    imports, constants, check = source.split("\n\n\n")
    assert imports == "import torch\nfrom torch import nn\nfrom groundwork.records.schema import CheckBody"
    assert constants == "FIRST, SECOND = 1, 2"
    assert check.startswith("def others_do_too()")


def test_unknown_names_are_ignored(folder: Path) -> None:
    assert read_checks(folder)["a_check"].source == 'def a_check():\n    """A check."""\n    return _nowhere\n'


def test_source_is_highlighted() -> None:
    assert highlighted("1 < x") == ('<span class="mi">1</span> &lt; x\n')


def test_every_check_has_complete_source() -> None:
    checks = read_checks(PACKAGE / "checks")

    assert checks.keys() == entries(CHECK).keys()
    source = checks["l2_equals_decoupled_decay_for_sgd_only"].source
    assert "def l2_equals_decoupled_decay_for_sgd_only()" in source
    assert "STEPS = 50" in source
    assert "TOLERANCE = 1e-10" in source
    assert "def _train(" in source
    assert "def small_network(" in source
    assert "def adam_state_bytes" not in source


def test_styled_tokens_match_stylesheet() -> None:
    style = (template_folder(REPOSITORY) / "styles" / "page.css").read_text(encoding="utf-8")

    assert set(re.findall(r"\.code \.(\w+)", style)) == STYLED
