"""The longest files and functions of the source, for people to look at: `python -m tests.architecture.longest`."""

import ast
import sys
from collections.abc import Mapping

from tests.architecture.source import CODE, functions, label, lines_of

SHOWN = 10


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of a function's lines."""
    return (function.end_lineno or 0) - function.lineno + 1


def longest(lengths: Mapping[str, int]) -> list[str]:
    """Return the longest of these as lines of a list, the first of the alphabet of equally long ones."""
    ordered = sorted(lengths, key=lambda name: (-lengths[name], name))
    return [f"{lengths[name]:5} {name}" for name in ordered[:SHOWN]]


def main() -> None:
    """Print both lists."""
    of_functions = {f"{label(path)}: {each.name}": length(each) for path in CODE for each in functions(path)}
    of_files = {label(path): lines_of(path) for path in CODE}
    texts = ["Lines of the longest files:", *longest(of_files), "Lines of the longest functions:"]
    sys.stdout.write("\n".join([*texts, *longest(of_functions)]) + "\n")


if __name__ == "__main__":
    main()
