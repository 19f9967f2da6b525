"""Digests of values, of files and of source."""

import hashlib
from pathlib import Path

import pytest

from groundwork.core import identity
from groundwork.core.identity import (
    PACKAGE,
    canonical_json,
    digest_of,
    digest_of_files,
    imported_files,
    module_file,
    normalized_source,
    recalling,
    source_closure,
)

SOURCE = '''\
"""What the module is for."""

from collections.abc import Callable   # a comment


RATE = 1e-3


class Holder:
    """A class with nothing else."""


@staticmethod
def kept(value: float, *, power: int=2) -> float:
    """Return a power."""

    # why
    return _helper(
        value,
        power,
    )


def used_by_kept(): return f"{RATE:g}"


def unrelated():
    "Return nothing."


def _helper(value, power):
    text = """not a docstring"""
    return value ** power if text else used_by_kept()
'''

NORMALIZED = """\
from collections.abc import Callable
RATE = 0.001

class Holder:
    pass

@staticmethod
def kept(value: float, *, power: int=2) -> float:
    return _helper(value, power)

def used_by_kept():
    return f'{RATE:g}'

def unrelated():
    pass

def _helper(value, power):
    text = 'not a docstring'
    return value ** power if text else used_by_kept()"""


def test_results_are_taken_from_earlier_ones_of_equal_content(source: Path, tmp_path: Path) -> None:
    with recalling({}) as known:
        assert normalized_source(source) == NORMALIZED
        assert imported_files(source) == []
    copy, other = tmp_path / "copy.py", tmp_path / "other.py"
    copy.write_bytes(source.read_bytes())
    other.write_text("import groundwork.core.errors\n", encoding="utf-8")

    with recalling({key: "recalled" if key[1] == "normalized" else [] for key in known}) as again:
        assert normalized_source(copy) == "recalled"
        assert normalized_source(other) == "import groundwork.core.errors"
        assert imported_files(other) == [PACKAGE / "__init__.py", PACKAGE / "core" / "errors.py"][1:]

    assert len(known) == 2
    assert len(again) == 3
    assert known.keys() - again.keys() == {(hashlib.sha256(source.read_bytes()).digest(), "imported")}
    assert normalized_source(tmp_path / "copy.py", docstrings=True) != "recalled"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "sample.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the same name in which every way to import stands once."""
    folder = tmp_path / "groundwork"
    texts = {
        "__init__.py": "",
        "start.py": "import os\nfrom groundwork import direct\nfrom groundwork.inner.deep import thing\n",
        "direct.py": "def later():\n    import groundwork.late\n",
        "late.py": "from groundwork.start import x\nfrom other.package import y\n",
        "alone.py": "",
        "inner/__init__.py": "",
        "inner/deep.py": "from pathlib import Path\n",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(identity, "PACKAGE", folder)
    return folder


def test_equal_values_have_equal_json_and_digest() -> None:
    assert canonical_json({"b": [1, 0.5, None], "a": "ü"}) == '{"a":"ü","b":[1,0.5,null]}'
    assert digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1})
    assert digest_of([1, 2]) != digest_of([2, 1])
    assert digest_of("") == hashlib.sha256(b'""').hexdigest()[:12]


def test_json_rejects_unsupported_values() -> None:
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        digest_of(float("nan"))


def test_digest_of_files_depends_on_names_and_bytes_not_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    before = digest_of_files([one, two])
    assert digest_of_files([two, one]) == before

    one.write_bytes(b"2")
    two.write_bytes(b"1")
    assert digest_of_files([one, two]) != before


def test_source_is_normalized_to_exactly_this_text(source: Path) -> None:
    assert normalized_source(source) == NORMALIZED


def test_docstrings_are_kept_on_request(source: Path) -> None:
    text = normalized_source(source, docstrings=True)

    assert '"""What the module is for."""' in text
    assert '"""Return a power."""' in text
    assert "# why" not in text


def test_normalized_source_keeps_wanted_functions_and_their_dependencies(source: Path) -> None:
    text = normalized_source(source, functions=frozenset({"kept"}))

    assert "def kept" in text
    assert "def used_by_kept" in text
    assert "def _helper" in text
    assert "class Holder" in text
    assert "def unrelated" not in text


def test_transitively_used_functions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "chain.py"
    path.write_text("".join(f"def f{number}():\n    return f{number + 1}()\n" for number in range(5)), encoding="utf-8")

    text = normalized_source(path, functions=frozenset({"f2"}))

    assert [f"def f{number}" in text for number in range(5)] == [False, False, True, True, True]


def test_functions_used_by_private_code_are_kept(source: Path) -> None:
    text = normalized_source(source, functions=frozenset())

    assert "def kept" not in text
    assert "def unrelated" not in text
    assert "def used_by_kept" in text


def test_source_closure_follows_nested_and_circular_imports(package: Path) -> None:
    names = [path.relative_to(package).as_posix() for path in source_closure(package / "start.py")]

    assert names == ["__init__.py", "direct.py", "inner/deep.py", "late.py", "start.py"]


def test_imports_of_other_packages_are_not_followed(package: Path) -> None:
    assert imported_files(package / "inner" / "deep.py") == []
    assert imported_files(package / "late.py") == [package / "start.py"]


def test_a_module_is_a_file_or_a_folder(package: Path) -> None:
    assert module_file("groundwork.inner") == package / "inner" / "__init__.py"
    assert module_file("groundwork.inner.deep") == package / "inner" / "deep.py"
    assert module_file("groundwork.start.x") is None
    assert module_file("other") is None
