"""The code of every card matches the reference that the card names, and mutations are detected."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from groundwork.config.reading import read_yaml
from groundwork.core.identity import PACKAGE
from tests.contract import twins_of_networks, twins_of_numbers
from tests.contract.cards_made_wrong import WRONG

FOLDER = PACKAGE / "from_memory"
NAMES = sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
CARDS: list[dict[str, Any]] = read_yaml(PACKAGE.parents[1] / "report" / "content" / "cards.yaml")
SEEDS = range(5)
LONGEST = 110


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """Compute in double precision, where the order of summation does not matter within tolerance."""
    torch.set_default_dtype(torch.double)
    yield
    torch.set_default_dtype(torch.float)


def twin_of(name: str) -> Callable[[Any, int], None]:
    """Return the function that compares a card's module with its reference."""
    twin: Callable[[Any, int], None] | None = getattr(twins_of_networks, name, getattr(twins_of_numbers, name, None))
    assert twin, f"{name}.py has no twin: write a function of that name in tests/contract/twins_of_networks.py"
    return twin


def source_of_twin(name: str) -> str:
    """Return the source of a card's twin and of the optimizers that it uses."""
    source = inspect.getsource(twin_of(name))
    optimizers = re.findall(r"\b_torch_[a-z]+", source)
    return source + "".join(inspect.getsource(getattr(twins_of_networks, each)) for each in optimizers)


def made_of(source: str) -> ModuleType:
    """Return a module with this source."""
    module = ModuleType("made_wrong")
    exec(source, module.__dict__)  # noqa: S102 - a card's source with one mutation
    return module


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_card_code_matches_its_reference(name: str, seed: int) -> None:
    twin_of(name)(importlib.import_module(f"groundwork.from_memory.{name}"), seed)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # numbers that overflow are what some of them are about
@pytest.mark.parametrize(
    ("name", "right", "wrong"), [(name, *each) for name, changes in WRONG.items() for each in changes]
)
def test_wrong_card_is_detected(name: str, right: str, wrong: str) -> None:
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert source.count(right) == 1
    module = made_of(source.replace(right, wrong))

    with pytest.raises(AssertionError):
        for seed in SEEDS:
            twin_of(name)(module, seed)


def test_every_card_has_at_least_two_mutations() -> None:
    assert sorted(WRONG) == NAMES
    assert [name for name, changes in WRONG.items() if len(changes) < 2] == []


def test_every_file_has_its_card() -> None:
    assert sorted(card["id"] for card in CARDS) == NAMES


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card["id"])
def test_card_is_tested_against_what_it_names(card: dict[str, Any]) -> None:
    names = re.findall(r"`([a-z_.]+\.[A-Za-z_0-9]+)`", card["tested_against"])
    twin = source_of_twin(card["id"])

    assert names
    for name in names:
        module, _, last = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), last))
        assert f"{last}(" in twin or f"{last}," in twin


@pytest.mark.parametrize("name", NAMES)
def test_card_has_one_or_two_definitions_that_fit_on_a_whiteboard(name: str) -> None:
    path: Path = FOLDER / f"{name}.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    things = [line for line in lines if re.match(r"(def|class) [^_]", line)]

    assert 1 <= len(things) <= 2
    assert 10 < len(lines) <= 40
    assert [line for line in lines if len(line) > LONGEST] == []
