"""Writes SVG path data in fewer characters."""

import re
from collections.abc import Iterator, Sequence

POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}  # points of one segment
COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
STEPS = 10  # coordinates are whole tenths


def relative_path(data: str) -> str:
    """Return path data with each point relative to the end of the segment before: the same shape to a tenth.

    Data with other commands than M, L, Q, C and z, with a finer coordinate, or that gets no shorter, is returned as it
    is. Differences are taken between coordinates that are rounded already, so that no error adds up along a path.
    """
    parts = [(name, [float(number) * STEPS for number in numbers.split()]) for name, numbers in COMMAND.findall(data)]
    known = all(
        name in "zZ" if not numbers else name in POINTS and len(numbers) % (2 * POINTS[name]) == 0
        for name, numbers in parts
    )
    if not known or any(abs(number - round(number)) > 1e-6 for _, numbers in parts for number in numbers):
        return data
    whole = [(name, [round(number) for number in numbers]) for name, numbers in parts]
    text, last = "", ""
    for name, numbers in _relative(whole):
        repeated = name == last != "m"
        text += _joined(numbers, text[-1:].isdigit()) if repeated else name + _joined(numbers)
        last = name
    return text if len(text) < len(data) else data


def _relative(parts: Sequence[tuple[str, Sequence[int]]]) -> Iterator[tuple[str, list[int]]]:
    """Yield the segments with relative coordinates; horizontal and vertical lines as such."""
    x, y = start = 0, 0
    for name, numbers in parts:
        if not numbers:
            yield "z", []
            x, y = start
            continue
        size = 2 * POINTS[name]
        for first in range(0, len(numbers), size):
            segment = numbers[first : first + size]
            moved = [number - (y if place % 2 else x) for place, number in enumerate(segment)]
            x, y = segment[-2:]
            kind = "l" if name == "M" and first else name.lower()  # further points of a move are lines
            if kind == "m":
                start = x, y
            if kind == "l" and 0 in moved:
                yield ("v", moved[1:]) if moved[0] == 0 else ("h", moved[:1])
            else:
                yield kind, moved


def _joined(numbers: Sequence[int], follows_number: bool = False) -> str:
    """Return numbers with a space only where no minus sign separates them."""
    text = ""
    for number in numbers:
        written = re.sub(r"^(-?)0\.", r"\1.", f"{number / STEPS:.1f}".removesuffix(".0"))
        text += (" " if (text or follows_number) and number >= 0 else "") + written
    return text
