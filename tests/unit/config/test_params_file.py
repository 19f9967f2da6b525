"""Files that are no parameters at all, each refused with one line that says where."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwork.config.reading import read_params, read_yaml
from groundwork.core.errors import UserError

Write = Callable[[object], Path]
A_MAPPING = "expected a mapping of keys to values; start from the params.yaml of a fresh clone"
PLAIN = "write plain text, numbers, lists and mappings"

BROKEN = [
    (
        "a: 1\nb: [1, 2\n",
        "line 3, column 1: expected ',' or ']', but got '<stream end>'; fix the YAML there or just before",
    ),
    (
        "budget: a\ndevice: cpu\nbudget: b\n",
        'line 3, column 1: found duplicate key "budget" with value "b" (original value: "a"); '
        "fix the YAML there or just before",
    ),
    (
        "\ta: 1",
        "line 1, column 1: found character '\\t' that cannot start any token; fix the YAML there or just before",
    ),
    ("a: *b", "line 1, column 4: found undefined alias 'b'; fix the YAML there or just before"),
    ("a: 1\n---\nb: 2", "line 2, column 1: but found another document; fix the YAML there or just before"),
    ("{{a: 1}: 3}", "line 1, column 2: found unhashable key; fix the YAML there or just before"),
    (
        "a: !!python/name:os.system",
        "line 1, column 4: could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.system'; "
        "fix the YAML there or just before",
    ),
    ("a: 2020-13-45", f"month must be in 1..12; {PLAIN}"),
    ("a: !!float abc", f"could not convert string to float: 'abc'; {PLAIN}"),
    ("a: &self [*self]", f"Circular reference detected; {PLAIN}"),
    ("{[1, 2]: 3}", f"keys must be str, int, float, bool or None, not tuple; {PLAIN}"),
    ("", A_MAPPING),
    ("# only a comment\n", A_MAPPING),
    ("- budget\n- device\n", A_MAPPING),
    ("42", A_MAPPING),
    (b"title: \xe9t\xe9\n", "byte 7: not UTF-8 text; save the file as UTF-8"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_a_broken_file_gives_exactly_this_line(write: Write, content: object, message: str) -> None:
    with pytest.raises(UserError) as error:
        read_params(write(content), ["digits"])

    assert str(error.value) == f"params.yaml: {message}"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("a: \x07", "special characters are not allowed"),
        (f"a: {'[' * 500}{']' * 500}", "maximum recursion depth exceeded"),
        (f"a: {'1' * 5000}", "Exceeds the limit (4300 digits)"),
    ],
)
def test_junk_gives_one_line(write: Write, content: str, part: str) -> None:
    with pytest.raises(UserError) as error:
        read_params(write(content), ["digits"])

    assert str(error.value).startswith("params.yaml: ")
    assert part in str(error.value)
    assert str(error.value).endswith(f"; {PLAIN}")
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_params(tmp_path / "absent.yaml", ["digits"])

    advice = "no such file; name an existing one, or restore params.yaml from the repository"
    assert str(error.value) == f"{tmp_path / 'absent.yaml'}: {advice}"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        read_params(tmp_path, ["digits"])


def test_numbers_are_yaml_1_2_and_dates_and_keys_are_text(write: Write) -> None:
    content = read_yaml(write("\ufeffa: 1e-3\nb: yes\nc: 2020-01-02\n3: ~\nd: 0o17\n"))

    assert content == {"a": 0.001, "b": "yes", "c": "2020-01-02", "3": None, "d": 15}


def test_another_budget_takes_the_place_of_the_one_in_the_file(write: Write, values: dict[str, Any]) -> None:
    values["budgets"]["large"] = values["budgets"]["small"] | {"epochs": 9}

    params = read_params(write(values), ["digits", "mnist"], budget="large")

    assert params.budgets[params.budget].epochs == 9


def test_another_budget_must_exist(write: Write, values: dict[str, Any]) -> None:
    with pytest.raises(UserError) as error:
        read_params(write(values), ["digits", "mnist"], budget="smaller")

    assert str(error.value) == "budget=smaller: not a budget of params.yaml; did you mean 'small'? (small)"


def test_keys_are_text_as_they_are_written(write: Write) -> None:
    content = read_yaml(write("2026: a\n007: b\n1e2: c\n2026-01-02: d\ntrue: e\nnull: f\n7: g\n"))

    assert content == {"2026": "a", "007": "b", "1e2": "c", "2026-01-02": "d", "true": "e", "null": "f", "7": "g"}


@pytest.mark.parametrize("form", ["a{n}: &a{n} [{inner}]", "a{n}: &a{n} {{<<: [{inner}], z{n}: 1}}"])
def test_aliases_of_aliases_are_refused_in_seconds(write: Write, form: str) -> None:
    """Ten lines that stand for billions of values took all memory and no end of time."""
    lines = [form.format(n=n, inner=", ".join([f"*a{n - 1}"] * 9)) for n in range(1, 11)]
    started = time.process_time()

    with pytest.raises(UserError) as error:
        read_yaml(write("\n".join(["a0: &a0 {x: 1}", *lines])))

    problem = "with aliases expanded, it has more than 1,000,000 values"
    assert str(error.value) == f"params.yaml: {problem}; {PLAIN}"
    assert time.process_time() - started < 20


def test_a_file_that_would_take_minutes_to_read_is_refused(write: Write) -> None:
    with pytest.raises(UserError) as error:
        read_yaml(write(f"a: {'x' * 4_000_000}"))

    problem = "it is longer than 4,000,000 bytes and would take minutes to read"
    assert str(error.value) == f"params.yaml: {problem}; {PLAIN}"


def test_a_path_that_no_file_can_have_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read_yaml(tmp_path / ("a" * 300))

    assert str(error.value) == f"{tmp_path / ('a' * 300)}: File name too long; name a readable file"
